// Files and volumes as a person works on them, and values of the registry.

import {
  deleteFile,
  type FileErrorName,
  listFolder,
  makeFoldersFor,
  placeFault,
  putFile,
  readFile,
  renameFile,
  type Server,
  setAttributes,
  statFile,
  type Volume,
  writeFile,
} from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import { done, type Json, type Reply, refusal } from '../../../model/reply.js'
import { digestOf, digestOfFile } from './file-digest.js'
import { type Context, type Handlers, machineOf } from './handler.js'

type FileCommand = 'volume.files' | 'volume.act' | 'volume.bytes' | 'volume.mount' | 'registry.set'

const PERSON = 'explorer.exe'

export const fileHandlers: Handlers<FileCommand> = {
  'volume.files'(context, { server, folder }) {
    const at = placeOn(machineOf(context, server), folder)
    if ('kind' in at) return at
    const files: Json[] = []
    const refused = gather(at.volume, at.path, files)
    return refused ?? done({ files })
  },
  'volume.act'(context, params) {
    const machine = machineOf(context, params.server)
    const at = placeOn(machine, params.file)
    return 'kind' in at ? at : act(machine, at, params)
  },
  'volume.bytes'(context, { server, file, offset, length }) {
    const at = placeOn(machineOf(context, server), file)
    if ('kind' in at) return at
    const read = contentOf(at.volume, at.path, { offset, length })
    if ('kind' in read) return read
    return done({
      zero: isZero(read),
      digest: digestOf(read),
      first: read[0] ?? 0,
    })
  },
  'volume.mount'(context, { server, volume, mounted }) {
    return mount(context, machineOf(context, server), { volume, mounted })
  },
  'registry.set'(context, { server, key, value, data }) {
    const { registry } = machineOf(context, server).host
    const name = `${key}\\${value}`
    if (data === null) registry.delete(name)
    else registry.set(name, data)
    return done()
  },
}

interface OnVolume {
  readonly volume: Volume
  readonly path: string
}

function placeOn({ volumes }: Server, path: string): OnVolume | Reply {
  const volume = volumes.get(path.slice(0, 2))
  if (volume === undefined) return refusal('no-such-volume', `there is no ${path.slice(0, 2)}`)
  return { volume, path: path.slice(2) }
}

/** `sharing-violation` for ERROR_SHARING_VIOLATION. */
export function refusedByFile(error: {
  readonly name: FileErrorName
  readonly path: string
}): Reply {
  const code = error.name.replace('ERROR_', '').toLowerCase().replaceAll('_', '-')
  return refusal(code, `${error.name}: ${error.path}`)
}

function gather(volume: Volume, folder: string, files: Json[]): Reply | undefined {
  const listed = listFolder(volume, folder)
  if (!listed.ok) return refusedByFile(listed.error)
  for (const { name, kind, sizeBytes } of listed.value) {
    const path = `${folder}\\${name}`
    if (kind === 'folder') {
      const refused = gather(volume, path, files)
      if (refused !== undefined) return refused
      continue
    }
    files.push({
      path: `${volume.name}${path}`,
      sizeBytes,
      // The handles of others do not keep anybody from looking.
      digest: digestOfFile(volume, handleOn(volume, path) ?? path, sizeBytes) ?? '',
      openBy: holdersOf(volume, path).join(', '),
    })
  }
  return undefined
}

function contentOf(
  volume: Volume,
  path: string,
  range: { readonly offset: number; readonly length: number },
): Uint8Array | Reply {
  const open = handleOn(volume, path)
  const read = readFile(volume, open ?? path, range)
  return read.ok ? read.value : refusedByFile(read.error)
}

function handleOn(volume: Volume, path: string): Parameters<typeof readFile>[1] | undefined {
  const wanted = path.replace(/^\\/, '').toLowerCase()
  for (const handle of volume.handles.all)
    if (handle.names.join('\\').toLowerCase() === wanted) return handle
  return undefined
}

function holdersOf(volume: Volume, path: string): string[] {
  const wanted = path.replace(/^\\/, '').toLowerCase()
  const holders = [...volume.handles.all]
    .filter(({ names }) => names.join('\\').toLowerCase() === wanted)
    .map(({ holder }) => holder)
  return [...new Set(holders)]
}

function act(machine: Server, { volume, path }: OnVolume, params: FullParams<'volume.act'>): Reply {
  const { text = '', bytes, offset = 0, to } = params
  switch (params.act) {
    case 'write':
      makeFoldersFor(volume, path.slice(1))
      return replyTo(putFile(volume, path, repeated(text, bytes), { holder: PERSON }))
    case 'overwrite':
      return replyTo(writeFile(volume, path, { offset, bytes: repeated(text, bytes) }))
    case 'touch':
      return touch(volume, path)
    case 'delete':
      return replyTo(deleteFile(volume, path, { holder: PERSON }))
    case 'read-only':
      return replyTo(setAttributes(volume, path, ['readonly']))
    case 'move':
      return to === undefined
        ? refusal('no-target', 'a move needs a target')
        : move(machine, { volume, path }, to)
  }
}

/** The first is, and each is like the one before it. */
function isZero(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return all.length === 0 || (all[0] === 0 && all.subarray(1).equals(all.subarray(0, -1)))
}

function repeated(text: string, bytes: number | undefined): Uint8Array {
  const once = new TextEncoder().encode(text)
  if (bytes === undefined || once.length === 0) return once
  const all = new Uint8Array(bytes)
  all.set(once.subarray(0, bytes))
  // What is there already is put behind itself, twice as much each time.
  for (let at = once.length; at < bytes; at *= 2) all.copyWithin(at, 0, at)
  return all
}

/** The same bytes written again: only the time of the last change differs. */
function touch(volume: Volume, path: string): Reply {
  const read = readFile(volume, path, { offset: 0, length: 1 })
  if (!read.ok) return refusedByFile(read.error)
  return replyTo(writeFile(volume, path, { offset: 0, bytes: read.value }))
}

function move(machine: Server, from: OnVolume, path: string): Reply {
  const to = placeOn(machine, path)
  if ('kind' in to) return to
  makeFoldersFor(to.volume, to.path.slice(1))
  if (to.volume === from.volume) return replyTo(renameFile(from.volume, from.path, to.path))
  const found = statFile(from.volume, from.path)
  const read = found.ok ? readFile(from.volume, from.path) : found
  if (!read.ok) return refusedByFile(read.error)
  const put = putFile(to.volume, to.path, read.value)
  return put.ok ? replyTo(deleteFile(from.volume, from.path)) : refusedByFile(put.error)
}

type FileOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: { readonly name: FileErrorName; readonly path: string } }

function replyTo(outcome: FileOutcome): Reply {
  return outcome.ok ? done() : refusedByFile(outcome.error)
}

/** Everything on it goes with it, for whoever has it open too. */
function mount(
  { unmounted, world: { sim } }: Context,
  machine: Server,
  { volume, mounted }: { readonly volume: string; readonly mounted: boolean },
): Reply {
  const key = `${machine.host.name} ${volume}`
  const away = unmounted.get(key)
  if (mounted) {
    if (away === undefined) return refusal('no-such-volume', `${volume} was not taken away`)
    away.liftedAt = sim.now
    unmounted.delete(key)
    return done()
  }
  const found = machine.volumes.get(volume)
  if (found === undefined || away !== undefined)
    return refusal('no-such-volume', `there is no ${volume}`)
  const fault = {
    name: `${key} is away`,
    kind: 'volume-missing',
    where: found.name,
    parameters: {},
  }
  unmounted.set(key, placeFault(sim.faults, { ...fault, placedAt: sim.now }))
  return done()
}
