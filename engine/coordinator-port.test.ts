import { expect, test } from 'vitest'
import { seconds } from './base/units.js'
import { coordinatorPort } from './coordinator-port.js'
import { openBank, POINTS } from './distributed-bank.fixture.js'
import { Signal } from './sim/index.js'
import { crashInstance, installLogins, startInstance } from './sql/recovery/index.js'
import { openSqlSession, runBatch, type WireValue } from './sql/tsql/index.js'

const MOVE = `BEGIN TRAN
UPDATE Till11.dbo.Accounts SET balance = balance - 100
UPDATE Till12.dbo.Accounts SET balance = balance + 100
COMMIT`

/** A server with two databases, and a client of it. */
function openServer() {
  const bank = openBank({ servers: 1, tillsPerServer: 2 })
  const [instance] = bank.instances
  if (instance === undefined) throw new Error('no instance')
  const { sim, network } = bank
  const host = { instance, coordinator: coordinatorPort(network, instance) }
  sim.finish(sim.spawn('logins', installLogins(instance)))
  const rows: (readonly WireValue[])[] = []
  const errors: number[] = []
  function* asking(sql: string) {
    const session = yield* openSqlSession(host, {
      user: 'sa',
      application: '',
      hostName: '',
      spid: 51,
    })
    if (!session.ok) return
    const sink = {
      columns: () => undefined,
      row: (row: readonly WireValue[]) => void rows.push(row),
      done: () => undefined,
      message: ({ severity, number }: { severity: number; number: number }) => {
        if (severity > 10) errors.push(number)
      },
      env: () => undefined,
      returnStatus: () => undefined,
      returnValue: () => undefined,
      full: false,
      drained: new Signal(),
    }
    yield* runBatch(session.value, sql, sink, { cancelled: false, signal: new Signal() })
  }
  return { bank, sim, instance, rows, errors, asking }
}

function balances({ sim, rows, asking }: ReturnType<typeof openServer>): string {
  rows.length = 0
  sim.finish(
    sim.spawn(
      'look',
      asking('SELECT balance FROM Till11.dbo.Accounts; SELECT balance FROM Till12.dbo.Accounts'),
    ),
  )
  return rows.map(([balance]) => String(balance)).join(' ')
}

test('what a transaction does in two databases is committed in both', () => {
  const server = openServer()
  server.sim.finish(server.sim.spawn('move', server.asking(MOVE)))
  expect(server.errors).toEqual([])
  expect(balances(server)).toBe('400 600')
})

/** The points that a clean run passes, with how often each. */
function pointsOfMove(): string[] {
  const server = openServer()
  server.sim.points.record()
  server.sim.finish(server.sim.spawn('move', server.asking(MOVE)))
  return server.sim.points.recorded.filter((point) =>
    POINTS.includes(point as (typeof POINTS)[number]),
  )
}

test('a crash anywhere in the commit leaves both databases with it, or neither', () => {
  const points = pointsOfMove()
  const counts = new Map<string, number>()
  const seen = new Set<string>()
  for (const point of points) {
    const occurrence = (counts.get(point) ?? 0) + 1
    counts.set(point, occurrence)
    const server = openServer()
    const { sim, instance } = server
    sim.points.arm({ point, occurrence, run: () => crashInstance(instance) })
    const task = sim.spawn('move', server.asking(MOVE))
    sim.advance(seconds(600))
    sim.kill(task)
    expect(startInstance(instance).ok).toBe(true)
    sim.advance(seconds(600))
    seen.add(balances(server))
  }
  expect([...seen].toSorted()).toEqual(['400 600', '500 500'])
})
