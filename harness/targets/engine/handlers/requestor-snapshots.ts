// The shadow copies that backups left: what they are, and what is in them.

import {
  ATTRIBUTES,
  groupsOf,
  type Host,
  listShadows,
  openShadow,
  readFile,
  rightsOn,
  type Server,
  SYSTEM_PROVIDER,
  sqlVdi,
  statFile,
  type Volume,
  writeFile,
} from '../../../../engine/index.js'
import { done, type Json, type Reply, refusal } from '../../../model/reply.js'
import { digestOfFile } from './file-digest.js'
import { refusedByFile } from './files.js'
import { type Context, type Handlers, machineOf } from './handler.js'
import { named } from './sql-statement.js'

type CopyCommand =
  | 'snapshot.list'
  | 'snapshot.attach'
  | 'snapshot.files'
  | 'snapshot.write'
  | 'snapshot.pages'

export const copyHandlers: Handlers<CopyCommand> = {
  'snapshot.list'(context, { server }) {
    const machine = machineOf(context, server)
    const records = [...machine.application.backups.values()]
    const shadows: Json[] = [...new Set(machine.volumes.values())].flatMap((volume) =>
      listShadows(volume).map(({ setId, attributes }) => {
        const record = records.find((each) => each.setId === setId)
        return {
          volume: volume.name,
          backup: record?.name ?? '',
          set: setId,
          provider: record?.provider ?? SYSTEM_PROVIDER,
          attributes: attributeNames(attributes),
        }
      }),
    )
    return done({ shadows })
  },
  *'snapshot.attach'(context, { server, backup, of, as, copied, account }) {
    const found = databaseIn(context, server, backup, of)
    if ('kind' in found) return found
    const target = named(context, server, as)
    if ('kind' in target) return target
    const refused = refusedTo(found, account)
    if (refused !== undefined) return refused
    const attached = copied
      ? yield* sqlVdi.attachCopies(target.instance, target.name, {
          devices: found.devices,
          primary: found.primary,
          folder: { volume: 'X:', path: `\\attached\\${target.name}` },
        })
      : sqlVdi.attachReadOnly(target.instance, target.name, found)
    return attached.ok ? done() : refusal(String(attached.error.number), attached.error.detail)
  },
  'snapshot.files'(context, { server, backup, database }) {
    const found = databaseIn(context, server, backup, database)
    if ('kind' in found) return found
    const cleanlyShut = sqlVdi.wasShutCleanly(found)
    const files: Json[] = []
    for (const { volume, path } of found.places) {
      const device = found.devices.get(volume)
      const info = device && statFile(device, path)
      if (device === undefined || info?.ok !== true) continue
      const { sizeBytes } = info.value
      const digest = digestOfFile(device, path, sizeBytes)
      if (digest === undefined) continue
      files.push({
        path: `${volume}${path}`,
        sizeBytes,
        digest,
        readers: readersOf(device, path),
        cleanlyShut,
      })
    }
    return done({ files })
  },
  'snapshot.write'(context, { server, backup, file }) {
    const machine = machineOf(context, server)
    const device = devicesOf(machine, backup)?.get(file.slice(0, 2))
    if (device === undefined) return refusal('no-shadow-copy', `${backup} left none of it`)
    const written = writeFile(device, file.slice(2), { bytes: Uint8Array.of(0x58) })
    return written.ok ? done() : refusedByFile(written.error)
  },
  'snapshot.pages'(context, { server, backup, database, text, where }) {
    const found = databaseIn(context, server, backup, database)
    if ('kind' in found) return found
    const wanted = where === 'log' ? 'log' : 'rows'
    const places = found.files.filter(({ kind }) => kind === wanted)
    const isThere = places.some(({ volume, path }) => {
      const device = found.devices.get(volume)
      const read = device && readFile(device, path)
      return read?.ok === true && holds(read.value, text)
    })
    return done({ found: isThere })
  },
}

interface DatabaseInCopy {
  readonly host: Host
  readonly service: string
  readonly devices: ReadonlyMap<string, Volume>
  readonly primary: sqlVdi.Place
  readonly places: readonly sqlVdi.Place[]
  readonly files: readonly sqlVdi.FileFacts[]
}

/** Finds the files of a database in the shadow copies by its own catalogue there. */
function databaseIn(
  context: Context,
  server: string | undefined,
  backup: string,
  database: string,
): DatabaseInCopy | Reply {
  const machine = machineOf(context, server)
  const devices = devicesOf(machine, backup)
  if (devices === undefined) return refusal('no-shadow-copy', `${backup} left no shadow copy`)
  const at = named(context, server, database)
  if ('kind' in at) return at
  const source = at.instance.databases.get(at.name.toLowerCase())
  if (source === undefined) return refusal('911', `there is no ${database}`)
  const { primary } = source
  const files = sqlVdi.filesInCopy(devices, primary)
  if (files === undefined) return refusal('no-such-file', `${database} is not in ${backup}`)
  const { host } = machine
  return { host, service: at.instance.service, devices, primary, places: files, files }
}

function devicesOf(machine: Server, backup: string): Map<string, Volume> | undefined {
  const devices = new Map<string, Volume>()
  for (const { volume, id } of copiesOf(machine, backup)) {
    const origin = machine.volumes.get(volume)
    const opened = origin && openShadow(origin, id)
    if (opened?.ok === true) devices.set(volume, opened.value)
  }
  return devices.size === 0 ? undefined : devices
}

type CopyId = ReturnType<typeof listShadows>[number]['id']

/** Those of a backup that is under way are in nobody's record yet. */
function copiesOf(
  { application, volumes }: Server,
  backup: string,
): { readonly volume: string; readonly id: CopyId }[] {
  const record = application.backups.get(backup)
  if (record !== undefined) return [...record.copies]
  const recorded = new Set([...application.backups.values()].map(({ setId }) => setId))
  return [...new Set(volumes.values())].flatMap((volume) =>
    listShadows(volume)
      .filter(({ setId }) => !recorded.has(setId))
      .map(({ id }) => ({ volume: volume.name, id })),
  )
}

/** Whoever asks for the files must be let in to each of them. */
function refusedTo(
  { host, service, devices, places }: DatabaseInCopy,
  who: 'SQL Server' | 'administrator' | 'plain user',
): Reply | undefined {
  const accounts = {
    'SQL Server': host.services.get(service)?.account ?? service,
    administrator: 'Administrator',
    'plain user': 'dbo_user',
  }
  const account = accounts[who]
  const groups = groupsOf(host, account)
  for (const { volume, path } of places) {
    const device = devices.get(volume)
    const read = device && readFile(device, path, { length: 1, account, groups })
    if (read?.ok === false) return refusedByFile(read.error)
  }
  return undefined
}

function readersOf(device: Volume, path: string): string {
  const rights = rightsOn(device, path)
  if (!rights.ok) return ''
  return Object.entries(rights.value)
    .filter(([, right]) => right !== 'none')
    .map(([account]) => account)
    .sort()
    .join(', ')
}

function attributeNames(attributes: number): string[] {
  return Object.entries(ATTRIBUTES)
    .filter(([, bit]) => (attributes & bit) !== 0)
    .map(([name]) => `VSS_VOLSNAP_ATTR_${name === 'AUTORECOVER' ? 'AUTORECOVERY' : name}`)
}

/** As it stands in pages: UTF-16, or one byte for each letter. */
function holds(bytes: Uint8Array, text: string): boolean {
  const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return hay.includes(Buffer.from(text, 'utf16le')) || hay.includes(Buffer.from(text, 'latin1'))
}
