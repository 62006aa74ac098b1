// The conversations that are searched. Two databases on three volumes, 64 extents written by 20
// transactions, before anything is disturbed; see `sizeOf` for what a run comes to.

import type { Sites } from '../faults/sites.js'
import { command, type Step } from '../model/plan.js'
import { type Topology, topologySchema } from '../model/topology.js'
import type { Conversation } from './conversation.js'
import { STATE_FILE, STATE_TEXT } from './system-state.js'

const DATABASES = ['Sales', 'Hr'] as const
const TRANSACTIONS = 10
const EXTENTS_PER_TRANSACTION = { Sales: 3.6, Hr: 2.8 } as const

const TOPOLOGY: Topology = topologySchema.parse({
  servers: [
    {
      name: 'SRV1',
      volumes: ['D', 'E', 'F'].map((letter) => ({ letter, gigabytes: 1 })),
      sql: { instances: ['INST1'] },
    },
  ],
})

const SITES: Sites = {
  instances: ['INST1'],
  volumes: ['D:', 'E:', 'F:'],
  medium: 'X:',
  files: ['D:\\data\\sales.mdf', 'E:\\log\\sales.ldf', 'F:\\data\\hr.mdf', 'E:\\log\\hr.ldf'],
  databases: DATABASES,
  systemState: false,
}

const CREATE = command('sql.create', {
  databases: [
    {
      database: 'Sales',
      data: [{ name: 'sales', path: 'D:\\data\\sales.mdf', megabytes: 3 }],
      log: [{ name: 'sales_log', path: 'E:\\log\\sales.ldf', megabytes: 8 }],
      rows: { from: 1, to: 100, text: 'first' },
    },
    {
      database: 'Hr',
      data: [{ name: 'hr', path: 'F:\\data\\hr.mdf', megabytes: 3 }],
      log: [{ name: 'hr_log', path: 'E:\\log\\hr.ldf', megabytes: 8 }],
      rows: { from: 1, to: 100, text: 'first' },
    },
  ],
})

function fill(database: (typeof DATABASES)[number], transaction: number): Step {
  const count = Math.round(transaction * EXTENTS_PER_TRANSACTION[database])
  const text = `${database} ${transaction} `
  return command('sql.extents', { database, file: database.toLowerCase(), count, text })
}

const WRITTEN: readonly Step[] = [
  CREATE,
  ...DATABASES.flatMap((database) =>
    Array.from({ length: TRANSACTIONS }, (_, index) => fill(database, index + 1)),
  ),
]

const COMPONENTS = [...DATABASES]
const FULL = command('requestor.backup', { backup: 'base', components: COMPONENTS })
/** Written and checkpointed when the instant is over: no backup of that instant has it. */
const MEANWHILE: readonly Step[] = [
  command(
    'sql.write',
    { database: 'Hr', from: 1, to: 5, text: 'meanwhile' },
    { session: 'meanwhile', at: 'after-thaw' },
  ),
  command(
    'sql.alter',
    { database: 'Hr', changes: [{ change: 'checkpoint' }] },
    { session: 'checkpoint', at: 'before-copying' },
  ),
]
const CHANGES: readonly Step[] = [
  command('sql.extents', { database: 'Sales', file: 'sales', count: 4, text: 'changed ' }),
  command('sql.write', { database: 'Hr', from: 20, to: 40, text: 'changed' }),
]
const DIFFERENTIAL = command('requestor.backup', {
  backup: 'later',
  type: 'differential',
  base: 'base',
  components: COMPONENTS,
})

interface SqlConversation extends Pick<Conversation, 'name' | 'title' | 'chaos'> {
  readonly prepare?: readonly Step[]
  readonly after?: readonly Step[]
  readonly proof?: Conversation['proof']
}

function onSql({ prepare = [], after = [], proof = 'restore', ...rest }: SqlConversation) {
  const all = { topology: TOPOLOGY, sites: SITES, after, proof }
  return { ...rest, ...all, prepare: [...WRITTEN, ...prepare] } satisfies Conversation
}

const SYSTEM_STATE: Conversation = {
  name: 'system-state',
  title: 'A system state job of the backup agent',
  topology: topologySchema.parse({ servers: [{ name: 'SRV1' }] }),
  sites: {
    instances: [],
    volumes: ['C:', 'S:'],
    medium: 'X:',
    files: [],
    databases: [],
    systemState: true,
  },
  prepare: [
    command('file.write', { file: STATE_FILE, content: STATE_TEXT }),
    // Windows writes it out by and by; before that, nobody promises anything.
    command('clock.advance', { seconds: 60 }),
  ],
  chaos: [command('backup.run', { product: 'agent' })],
  after: [],
  proof: 'system state',
}

export const CONVERSATIONS: readonly Conversation[] = [
  onSql({
    name: 'full',
    title: 'A component-based full backup, and a differential on it',
    chaos: [...MEANWHILE, FULL],
    after: [...CHANGES, DIFFERENTIAL],
  }),
  onSql({
    name: 'differential',
    title: 'A differential backup',
    prepare: [FULL],
    chaos: [...CHANGES, DIFFERENTIAL],
  }),
  onSql({
    name: 'copy-only',
    title: 'A copy-only backup between a full one and its differential',
    prepare: [FULL],
    chaos: [command('requestor.backup', { backup: 'side', type: 'copy', components: COMPONENTS })],
    after: [...CHANGES, DIFFERENTIAL],
  }),
  onSql({
    name: 'noncomponent',
    title: 'A noncomponent backup of three volumes',
    chaos: [
      command('requestor.backup', {
        backup: 'base',
        mode: 'noncomponent',
        volumes: [...SITES.volumes],
      }),
    ],
  }),
  onSql({
    name: 'auto-recovered',
    title: 'A snapshot that is recovered in itself and attached',
    prepare: [
      command('sql.begin', { database: 'Hr', transaction: 'open', from: 50, to: 60, text: 'open' }),
    ],
    chaos: [
      command('requestor.backup', {
        backup: 'base',
        purpose: 'app-rollback',
        components: COMPONENTS,
        keepInShadow: true,
      }),
    ],
  }),
  onSql({
    name: 'restore',
    title: 'The restore of a full backup and its differential',
    prepare: [FULL, ...CHANGES, DIFFERENTIAL],
    chaos: [
      command('requestor.restore', { backup: 'base', additionalRestores: 'all' }),
      command('requestor.restore', { backup: 'later' }),
    ],
  }),
  SYSTEM_STATE,
  onSql({
    name: 'two-at-once',
    title: 'Two backups at once',
    chaos: [
      command('requestor.backup', { backup: 'one', components: ['Sales'] }, { session: 'first' }),
      command('requestor.backup', { backup: 'other', components: ['Hr'] }),
    ],
    after: CHANGES,
  }),
]

/** What every run on a SQL Server goes through, printed beside a rate. */
export const RUN_SIZE = '2 databases on 3 volumes, 64 extents written by 20 transactions'
