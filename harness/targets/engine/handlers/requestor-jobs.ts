// Backups and restores of the backup application from first to last, and its record of them.

import {
  backupApplication,
  deleteFile,
  encodeBase64,
  type FileErrorName,
  putFile,
  readFile,
  type S_OK,
  type Server,
  SQL_WRITER,
  serviceIsRunning,
  setRight,
  sqlVdi,
  symbolOf,
  unpackPayload,
  type Volume,
} from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import { done, type Json, type Reply, refusal } from '../../../model/reply.js'
import { MOMENTS, type Moment } from '../../../model/requestor-commands.js'
import { type Context, type Handlers, machineOf } from './handler.js'

type JobCommand =
  | 'requestor.backup'
  | 'requestor.restore'
  | 'requestor.put-back'
  | 'requestor.calls'
  | 'requestor.check-plan'
  | 'requestor.catalogue'
  | 'requestor.release'
  | 'requestor.damage'

export const jobHandlers: Handlers<JobCommand> = {
  *'requestor.backup'(context, params) {
    const server = machineOf(context, params.server)
    if (!server.host.services.has('VSS')) return NO_VSS
    const { backup, volumes, base, crashes } = params
    const outcome = yield* backupApplication.takeBackup(server.application, {
      ...params,
      volumes,
      base,
      crashPoint: pointOf(crashes),
      identify,
    })
    nameBases(context, server, backup)
    const { volumes: taken, instantMs } = outcome
    return done({ ...jobReply(server, outcome), volumes: [...taken], instantMs })
  },
  *'requestor.restore'(context, params) {
    const server = machineOf(context, params.server)
    if (!server.host.services.has('VSS')) return NO_VSS
    const { components, folder, newName, options, instance, crashes } = params
    const outcome = yield* backupApplication.restoreBackup(server.application, {
      ...params,
      components,
      folder,
      newName,
      options,
      instance,
      newTargets: params.newTargets.map((target) => ({ ...target, as: target.as })),
      crashPoint: pointOf(crashes),
    })
    return done(jobReply(server, outcome))
  },
  *'requestor.put-back'(context, { server, backup, components, folder }) {
    const { application } = machineOf(context, server)
    const { copiedBytes, stop } = yield* backupApplication.putBack(application, {
      backup,
      components,
      folder,
    })
    return stop === undefined ? done({ copiedBytes }) : refusedByCode(stop)
  },
  *'requestor.calls'(context, { server, session, calls }) {
    const { application, host } = machineOf(context, server)
    if (!host.services.has('VSS')) return NO_VSS
    const results = yield* backupApplication.makeCalls(application, session, calls)
    return done({ results: results.map((each) => ({ ...each })) })
  },
  'requestor.check-plan'(context, { server, mode, components, volumes, rollForward }) {
    const { application } = machineOf(context, server)
    const plan = { mode, components, volumes, rollForward }
    const { accepted, findings } = backupApplication.checkPlan(application, plan)
    return done({ accepted, findings: findings.map((each) => ({ ...each })) })
  },
  'requestor.catalogue'(context, { server }) {
    const { application } = machineOf(context, server)
    const backups: Json[] = [...application.backups.values()].flatMap(({ name, type, entries }) =>
      entries.map(({ database, base, restorable, remark }) => {
        return { backup: name, database, type, base, restorable, remark }
      }),
    )
    return done({ backups })
  },
  'requestor.release'(context, { server, backup, how }) {
    const { application } = machineOf(context, server)
    const record = application.backups.get(backup)
    if (how === 'delete') {
      if (record === undefined) return refusal('no-such-backup', `there is no backup ${backup}`)
      return done({ deleted: backupApplication.deleteCopies(application, record) })
    }
    const before = record?.copies.length ?? 0
    const released = backupApplication.releaseSession(application, backup)
    return released
      ? done({ deleted: before })
      : refusal('no-session', `no session of ${backup} is open`)
  },
  'requestor.damage'(context, params) {
    return damage(machineOf(context, params.server), params)
  },
}

const NO_VSS = refusal('no-vss', 'there is no shadow copy service on this machine')

function pointOf(moment: Moment | undefined): string | undefined {
  return moment === undefined ? undefined : MOMENTS[moment]
}

/** What SQL Server would say of the metadata that its writer left with a backup. */
function identify(block: Uint8Array): backupApplication.BaseIdentity | undefined {
  const payload = unpackPayload(encodeBase64(block))
  const set = payload.ok ? sqlVdi.decodeMetadata(payload.value.snapshot) : undefined
  return set?.ok === true ? { id: set.value.id, base: set.value.base?.id ?? '' } : undefined
}

function nameBases(context: Context, { application }: Server, backup: string): void {
  for (const { identity } of application.backups.get(backup)?.entries ?? [])
    if (identity !== '') context.backupNames.set(identity, backup)
}

function jobReply(server: Server, outcome: backupApplication.JobOutcome): { [key: string]: Json } {
  const { state, phase, code, message, copiedBytes, leftOut, findings } = outcome
  return {
    state,
    phase,
    code,
    message,
    ...writerStatus(server),
    copiedBytes,
    leftOut: [...leftOut],
    findings: findings.map((each) => ({ ...each })),
  }
}

/** Nothing where the service does not run: nobody would answer. */
function writerStatus({ vss, host }: Server): { writerState: string; writerCode: string } {
  const writer = vss.writers.find(({ name }) => name === SQL_WRITER)
  if (writer === undefined || !serviceIsRunning(host, writer.service ?? ''))
    return { writerState: '', writerCode: '' }
  const { state, lastError } = writer
  return { writerState: `VSS_WS_${state}`, writerCode: codeName(lastError) }
}

export function codeName(code: typeof S_OK): string {
  return symbolOf(code) ?? `0x${code.toString(16).padStart(8, '0')}`
}

function refusedByCode({ code, message }: { code: string; message: string }): Reply {
  const name = code
    .replace(/^ERROR_/, '')
    .toLowerCase()
    .replaceAll('_', '-')
  return refusal(name, message)
}

function damage(server: Server, params: FullParams<'requestor.damage'>): Reply {
  const { backup, what, how } = params
  const { application } = server
  const contents = backupApplication.readContents(application, backup)
  const medium = backupApplication.mediumVolume(application)
  if (!contents.ok || medium === undefined)
    return refusal('no-such-backup', `there is no medium of ${backup}`)
  const folder = backupApplication.mediumFolder(backup)
  const struck = contents.value.entries.filter(({ part, path, at }) => {
    if (what === 'the components document') return at === backupApplication.COMPONENTS_FILE
    if (what === 'the component metadata') return part === 'metadata'
    return part === 'whole' && /\.ldf$/i.test(path)
  })
  if (struck.length === 0) return refusal('nothing-there', `${backup} has nothing of that kind`)
  for (const { at } of struck) {
    const refused = strike(medium, `${folder}\\${at}`, how)
    if (refused !== undefined) return refused
  }
  return done()
}

function strike(
  medium: Volume,
  path: string,
  how: FullParams<'requestor.damage'>['how'],
): Reply | undefined {
  if (how === 'delete') return failed(deleteFile(medium, path))
  if (how === 'deny')
    return failed(setRight(medium, path, { account: 'Local System', right: 'none' }))
  const read = readFile(medium, path)
  if (!read.ok) return failed(read)
  const bytes =
    how === 'truncate' ? read.value.slice(0, read.value.length >> 1) : spoiled(read.value)
  return failed(putFile(medium, path, bytes))
}

/** Other bytes in the middle, where neither head nor tail gives it away. */
function spoiled(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const middle = copy.length >> 1
  for (let at = middle; at < Math.min(middle + 16, copy.length); at++) copy[at] = 0x3c
  return copy
}

type Done = { readonly ok: boolean; readonly error?: { readonly name: FileErrorName } }

function failed(outcome: Done): Reply | undefined {
  if (outcome.ok || outcome.error === undefined) return undefined
  return refusedByCode({ code: outcome.error.name, message: outcome.error.name })
}
