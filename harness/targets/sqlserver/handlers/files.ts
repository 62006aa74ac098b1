// Files and volumes as a person works on them, in folders that are the server's too.

import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import type { FullParams } from '../../../model/commands.js'
import type { Reply } from '../../../model/reply.js'
import { type Context, filesOf, type Handlers, nothing, refuse, value } from '../context.js'
import { digestOf, filesIn } from '../file-access.js'
import { isSystemPath } from '../system-files.js'
import { serverHasOpen } from './open-files.js'

type FileCommand = 'volume.files' | 'volume.act' | 'volume.bytes' | 'volume.mount'
type Act = FullParams<'volume.act'>

const HOLDER = 'sqlservr'

export const fileHandlers: Handlers<FileCommand> = {
  async 'volume.files'(context, { folder }) {
    const there = context.places.there(folder)
    const here = known(context, there)
    const found = existsSync(here) ? filesIn(here) : refuse('path-not-found', folder)
    const paths = found.map(({ name }) => `${folder}\\${name.replaceAll(/[\\/]/g, '\\')}`)
    const open = await serverHasOpen(
      context,
      paths.map((path) => context.places.there(path)),
    )
    const files = []
    for (const [index, { sizeBytes }] of found.entries()) {
      const path = paths[index] ?? ''
      const real = context.places.there(path)
      const digest = await digestOf(known(context, real))
      files.push({ path, sizeBytes, digest, openBy: open.has(real) ? HOLDER : '' })
    }
    return value({ files })
  },
  async 'volume.act'(context, params) {
    const there = context.places.there(params.file)
    const here = known(context, there)
    if (params.act === 'write') return write(context, there, params)
    if (!existsSync(here)) refuse('file-not-found', params.file)
    return change(context, { there, here }, params)
  },
  async 'volume.bytes'(context, { file, offset, length }) {
    const here = known(context, context.places.there(file))
    if (!existsSync(here)) refuse('file-not-found', file)
    const bytes = readFileSync(here).subarray(offset, offset + length)
    const digest = await digestOf(here, { start: offset, end: offset + length - 1 })
    return value({ zero: bytes.every((byte) => byte === 0), digest, first: bytes[0] ?? 0 })
  },
  async 'volume.mount'(context, { volume, mounted }) {
    const letter = volume.slice(0, 1)
    const isAway = context.unmounted.has(letter)
    if (mounted !== isAway) refuse('no-such-volume', `${volume} is ${isAway ? 'away' : 'there'}`)
    moveVolume(context, letter, mounted)
    return nothing()
  },
}

function known(context: Context, there: string): string {
  return filesOf(context).here(there) ?? refuse('path-not-found', context.places.told(there))
}

/** A volume is a folder, and one that is away has another name. */
export function moveVolume(context: Context, letter: string, mounted: boolean): void {
  const there = context.places.volume(letter)
  filesOf(context).makeFolder(mounted ? `${there}.away` : there)
  const here = known(context, there)
  if (mounted) {
    // What somebody has put into its place meanwhile is no part of the volume.
    rmSync(here, { recursive: true, force: true })
    renameSync(`${here}.away`, here)
    context.unmounted.delete(letter)
  } else {
    renameSync(here, `${here}.away`)
    context.unmounted.add(letter)
  }
}

function write(context: Context, there: string, { text = '', bytes }: Act): Reply {
  filesOf(context).makeFolderFor(there)
  const here = known(context, there)
  writeFileSync(here, repeated(text, bytes))
  chmodSync(here, 0o666)
  return nothing()
}

interface Place {
  readonly there: string
  readonly here: string
}

async function change(context: Context, place: Place, params: Act): Promise<Reply> {
  const { here } = place
  if ((await serverHasOpen(context, [place.there])).has(place.there))
    refuse('sharing-violation', `${params.file} is open in ${HOLDER}`)
  switch (params.act) {
    case 'overwrite':
      overwrite(here, params.offset ?? 0, repeated(params.text ?? '', params.bytes))
      break
    case 'touch':
      utimesSync(here, new Date(), new Date())
      break
    case 'read-only':
      chmodSync(here, 0o444)
      break
    case 'delete':
      keepSystemFile(context, place)
      unlinkSync(here)
      break
    case 'move':
      if (params.to === undefined) refuse('no-target', 'a move needs a target')
      keepSystemFile(context, place)
      await move(context, place, params.to)
      break
  }
  return nothing()
}

async function move(context: Context, { there, here }: Place, path: string): Promise<void> {
  const to = context.places.there(path)
  const access = filesOf(context)
  access.makeFolderFor(to)
  if (statSync(here).dev === statSync(known(context, parentOf(to))).dev)
    renameSync(here, known(context, to))
  else {
    await access.copy(there, to)
    unlinkSync(here)
  }
}

function parentOf(there: string): string {
  return there.replace(/[\\/][^\\/]*$/, '')
}

/** Without its system databases a server is no server to the scenarios that follow. */
function keepSystemFile(context: Context, { there, here }: Place): void {
  if (!isSystemPath(context.server.systemFiles, there)) return
  const { uid, gid, mode } = statSync(here)
  const bytes = readFileSync(here)
  context.undoStopped.push(() => {
    writeFileSync(here, bytes, { mode })
    chmodSync(here, mode)
    if (process.getuid?.() === 0) chownSync(here, uid, gid)
  })
}

function overwrite(here: string, offset: number, bytes: Uint8Array): void {
  const size = statSync(here).size
  if (offset > size) truncateSync(here, offset)
  if (offset >= size) {
    appendFileSync(here, bytes)
    return
  }
  const handle = openSync(here, 'r+')
  writeSync(handle, bytes, 0, bytes.length, offset)
  closeSync(handle)
}

export function repeated(text: string, bytes: number | undefined): Uint8Array {
  const once = Buffer.from(text)
  if (bytes === undefined || once.length === 0) return once
  return Buffer.alloc(bytes, once)
}
