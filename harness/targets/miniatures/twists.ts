// Targets that lose data or lie. Each is the honest target but for one thing, which the explorer has
// to find by search.

import type { CommandName } from '../../model/commands.js'
import { done, type Json, type Reply } from '../../model/reply.js'
import type { Request } from '../target.js'
import { afterwards, type Said, type Twist } from './twist.js'

type Params = { readonly [key: string]: Json }

/** A duty of the application is left undone, and nobody says so. */
function neglectful(command: CommandName, duty: string, says: string): Twist {
  return {
    says,
    asks: (request) => (request.command === command ? neglecting(request, duty) : request),
  }
}

function neglecting(request: Request, duty: string): Request {
  const neglects = [...((request.params['neglects'] as readonly string[]) ?? []), duty]
  return withParams(request, { neglects })
}

function withParams(request: Request, params: Params): Request {
  return { ...request, params: { ...request.params, ...params } }
}

/** Does something to every database of a backup once its restore has ended. */
function afterRestore(says: string, spoil: (said: Said, database: string) => unknown): Twist {
  return {
    says,
    replies: (said) => {
      const { request, reply } = said
      if (
        request.command === 'requestor.restore' &&
        isLast(request) &&
        stateOf(reply) === 'completed'
      )
        for (const database of databasesOf(said)) spoil(said, database)
      return reply
    },
    asks: remembering,
  }
}

/** Remembers which databases there are. */
function remembering(request: Request, memory: { [key: string]: Json }): Request {
  if (request.command === 'sql.create') {
    const created = request.params['databases'] as readonly { database: string }[]
    memory['databases'] = [
      ...((memory['databases'] as readonly string[]) ?? []),
      ...created.map(({ database }) => database),
    ]
  }
  return request
}

function databasesOf({ memory }: Said): readonly string[] {
  return (memory['databases'] as readonly string[]) ?? []
}

function isLast({ params }: Request): boolean {
  return params['additionalRestores'] !== 'all'
}

function stateOf(reply: Reply): Json | undefined {
  return reply.kind === 'done' ? (reply.value as { readonly state?: Json }).state : undefined
}

function claiming(reply: Reply): Reply {
  if (reply.kind !== 'done') return reply
  const value = reply.value as Params
  return done({ ...value, state: 'completed', phase: '', code: '', message: '' })
}

function isDifferential({ command, params }: Request): boolean {
  return command === 'requestor.backup' && params['type'] === 'differential'
}

export const TWISTS = {
  'forgets-the-last-extent': afterRestore(
    'A restore leaves out the last row of each database.',
    ({ behind }, database) => behind('sql.delete', { database, from: 100, to: 100 }),
  ),
  'restores-an-older-row': afterRestore(
    'A restore gives one row back with a text that it never had.',
    ({ behind }, database) => behind('sql.write', { database, from: 1, to: 1, text: 'older' }),
  ),
  'restores-a-row-too-many': afterRestore(
    'A restore brings back a row that was not there.',
    ({ behind }, database) => behind('sql.write', { database, from: 999, to: 999, text: 'extra' }),
  ),
  'restores-an-extent-twice': afterRestore(
    'A restore puts the first extent of a file in the place of another.',
    ({ behind }, database) =>
      behind('sql.extents', { database, file: database.toLowerCase(), count: 1, text: 'twice ' }),
  ),
  'claims-every-backup': {
    says: 'A backup that failed is reported as completed.',
    replies: ({ request, reply }) =>
      request.command === 'requestor.backup' ? claiming(reply) : reply,
  },
  'claims-every-restore': {
    says: 'A restore only reports that it has completed.',
    answers: ({ command }) => (command === 'requestor.restore' ? done(RESTORED) : undefined),
  },
  'claims-every-job': {
    says: 'A system state job leaves no recovery point and is reported as completed.',
    answers: ({ command }) => {
      if (command === 'backup.run') return done(JOB)
      return command === 'backup.jobs'
        ? done({ jobs: [{ ...JOB, startedBy: 'operator' }] })
        : undefined
    },
  },
  'commits-no-base': neglectful(
    'requestor.backup',
    'send backup complete',
    'A base is claimed without BackupComplete.',
  ),
  'reads-the-live-files': neglectful(
    'requestor.backup',
    'read from the shadow copy',
    'Files are copied from the live volume and not from the shadow copy.',
  ),
  'saves-no-document': neglectful(
    'requestor.backup',
    'save the components document',
    'The components document is not on the medium.',
  ),
  'saves-no-metadata': neglectful(
    'requestor.backup',
    'save the component metadata',
    'The blocks of the writer are not on the medium.',
  ),
  'forgets-the-base': {
    says: 'A differential is taken on whatever base there is.',
    asks: (request) =>
      isDifferential(request)
        ? neglecting(neglecting(request, 'hand over the base stamp'), 'verify the base')
        : request,
    replies: ({ request, reply, behind }) =>
      isDifferential(request) && stateOf(reply) === 'completed'
        ? afterwards(behind('requestor.damage', DAMAGED_BASE), () => reply)
        : reply,
  },
  'hears-no-writer': neglectful(
    'requestor.backup',
    'heed the writer status',
    'A writer that failed is asked and not heeded.',
  ),
  'writes-side-by-side': neglectful(
    'requestor.restore',
    'write at the stored offsets',
    'Ranges are written one after the other from the start of a file.',
  ),
  'leaves-out-the-log': neglectful(
    'requestor.restore',
    'copy the log files',
    'A restore leaves the log files out.',
  ),
  'skips-post-restore': neglectful(
    'requestor.restore',
    'call PostRestore',
    'A restore ends after the copy.',
  ),
  'skips-pre-restore': neglectful(
    'requestor.restore',
    'call PreRestore',
    'A restore copies without telling the writers.',
  ),
  'loses-a-component': {
    says: 'The last component is left out of a backup, and not named.',
    asks: (request) => {
      const { command, params } = request
      const components = (params['components'] as readonly string[] | undefined) ?? []
      return command === 'requestor.backup' && components.length > 1
        ? withParams(request, { components: components.slice(0, -1) })
        : request
    },
  },
  'copy-only-is-full': {
    says: 'A copy-only backup becomes the base of the next differential.',
    asks: (request) =>
      request.command === 'requestor.backup' && request.params['type'] === 'copy'
        ? withParams(request, { type: 'full' })
        : request,
  },
  'ignores-the-differential': {
    says: 'A differential is never restored: its base is left as it is.',
    asks: (request) =>
      request.command === 'requestor.restore' && request.params['additionalRestores'] === 'all'
        ? withParams(request, { additionalRestores: [] })
        : request,
    answers: ({ command, params }) =>
      command === 'requestor.restore' && params['backup'] === 'later' ? done(RESTORED) : undefined,
  },
  'acknowledges-too-early': {
    says: 'A write is acknowledged and forgotten.',
    answers: ({ command }) => (command === 'sql.write' ? done({ tookMs: 0 }) : undefined),
  },
  'loses-a-write-at-a-restart': {
    says: 'What was deleted before a restart of an instance is what was written last.',
    asks: remembering,
    replies: (said) => {
      const { request, reply, behind } = said
      if (request.command === 'instance.control' && request.params['action'] !== 'stop')
        for (const database of databasesOf(said))
          behind('sql.delete', { database, from: 100, to: 100 })
      return reply
    },
  },
  'keeps-open-transactions': {
    says: 'What was never committed is committed when a transaction is rolled back.',
    asks: (request) =>
      request.command === 'sql.end' ? withParams(request, { how: 'commit' }) : request,
  },
  'stays-down': {
    says: 'What stopped is reported as started and is not.',
    answers: ({ command, params }) =>
      (command === 'instance.control' && params['action'] !== 'stop') || command === 'fault.lift'
        ? done()
        : undefined,
  },
  'leaves-a-shadow-copy': {
    says: 'A shadow copy stays behind after everything has come to its end.',
    ends: (end) => ({ ...end, residue: [...end.residue, 'a shadow copy of D:'] }),
  },
  'loses-a-recovery-point': {
    says: 'The vault gives another content back than was sealed.',
    replies: ({ request, reply }) =>
      request.command === 'vault.read' && reply.kind === 'done' ? done({ content: '' }) : reply,
  },
} as const satisfies Readonly<Record<string, Twist>>

const DAMAGED_BASE = { backup: 'base', what: 'the component metadata', how: 'damage' } as const

const RESTORED = {
  state: 'completed',
  phase: '',
  code: '',
  message: '',
  writerState: 'VSS_WS_STABLE',
  writerCode: 'S_OK',
  copiedBytes: 0,
  leftOut: [],
  findings: [],
}

const JOB = {
  product: 'agent',
  id: 1,
  state: 'Completed',
  message: '',
  startedAtMs: 0,
  endedAtMs: 0,
}
