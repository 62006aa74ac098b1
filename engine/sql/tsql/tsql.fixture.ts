import { MIB } from '../../base/units.js'
import { createHost } from '../../host/index.js'
import { createSim, type Process, Signal, type Sim } from '../../sim/index.js'
import type { Volume } from '../../volume/index.js'
import { createVolume } from '../../volume/index.js'
import { createDatabase, createInstance, type Instance, installLogins } from '../recovery/index.js'
import {
  type Cancel,
  callProcedure,
  type EnvChange,
  type Message,
  openSqlSession,
  type ProcedureCall,
  type ResultColumn,
  runBatch,
  type Sink,
  type SqlHost,
  type SqlSession,
  type StatementEnd,
  type WireValue,
} from './index.js'
import { formatValue } from './value/format.js'

export interface Desk {
  readonly sim: Sim
  readonly host: SqlHost
  readonly instance: Instance
}

/** An instance with the database `Work`. */
export function makeDesk(): Desk {
  const sim = createSim(1, { trace: false })
  const host = createHost(sim, {
    name: 'SQL01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  const volumes = new Map<string, Volume>()
  for (const driveLetter of ['D:', 'E:'])
    volumes.set(driveLetter, createVolume(sim, { driveLetter, sizeBytes: 512 * MIB, log: [] }))
  const instance = must(run(sim, createInstance(host, volumes, { volume: 'D:' })))
  must(run(sim, installLogins(instance)))
  const growth = { kind: 'pages', pages: 256 } as const
  must(
    run(
      sim,
      createDatabase(instance, {
        name: 'Work',
        dataFiles: [{ logicalName: 'Work', volume: 'D:', path: '\\Work.mdf', growth }],
        logFiles: [{ logicalName: 'Work_log', volume: 'E:', path: '\\Work.ldf', growth }],
        recoveryModel: 'SIMPLE',
      }),
    ),
  )
  return { sim, host: { instance }, instance }
}

export function must<T>(outcome: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (outcome.ok) return outcome.value
  throw new Error(`refused: ${JSON.stringify(outcome.error)}`)
}

export function run<T>(sim: Sim, process: Process<T>): T {
  return sim.finish(sim.spawn('test', process))
}

export function open(desk: Desk, spid = 51, database = 'Work'): SqlSession {
  return must(
    run(
      desk.sim,
      openSqlSession(desk.host, {
        user: 'sa',
        application: 'test',
        hostName: 'client',
        database,
        spid,
      }),
    ),
  )
}

export interface Answer {
  readonly sets: {
    readonly columns: readonly ResultColumn[]
    readonly rows: (readonly WireValue[])[]
  }[]
  readonly messages: Message[]
  readonly ends: StatementEnd[]
  readonly changes: EnvChange[]
  readonly returned: { name: string; value: WireValue }[]
  status: number | undefined
}

export function collector(): { readonly answer: Answer; readonly sink: Sink } {
  const answer: Answer = {
    sets: [],
    messages: [],
    ends: [],
    changes: [],
    returned: [],
    status: undefined,
  }
  const sink: Sink = {
    columns: (columns) => void answer.sets.push({ columns, rows: [] }),
    row: (row) => void answer.sets.at(-1)?.rows.push(row),
    done: (end) => void answer.ends.push(end),
    message: (message) => void answer.messages.push(message),
    env: (change) => void answer.changes.push(change),
    returnStatus: (status) => {
      answer.status = status
    },
    returnValue: (value) => void answer.returned.push(value),
    full: false,
    drained: new Signal(),
  }
  return { answer, sink }
}

export function patience(): Cancel {
  return { cancelled: false, signal: new Signal() }
}

export function* asking(session: SqlSession, sql: string, cancel = patience()): Process<Answer> {
  const { answer, sink } = collector()
  yield* runBatch(session, sql, sink, cancel)
  return answer
}

export function ask(desk: Desk, session: SqlSession, sql: string): Answer {
  return run(desk.sim, asking(session, sql))
}

export function call(desk: Desk, session: SqlSession, request: ProcedureCall): Answer {
  const { answer, sink } = collector()
  run(desk.sim, callProcedure(session, request, sink, patience()))
  return answer
}

/** Rows as `1,a;2,b`, sets apart by ` | `, then the errors as `!number`. */
export function shown(answer: Answer): string {
  const sets = answer.sets.map(({ columns, rows }) =>
    rows.map((row) => row.map((value, index) => cell(value, columns[index])).join(',')).join(';'),
  )
  const errors = answer.messages
    .filter(({ severity }) => severity > 10)
    .map(({ number }) => `!${number}`)
  return [...sets, ...errors].join(' | ')
}

function cell(value: WireValue, column: ResultColumn | undefined): string {
  if (value === null || column === undefined) return 'NULL'
  const isDate = /date|time/.test(column.type.kind)
  return formatValue(
    value,
    column.type,
    isDate ? 121 : column.type.kind.includes('binary') ? 1 : column.type.kind === 'float' ? 3 : 0,
  )
}
