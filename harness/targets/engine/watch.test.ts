import { expect, test } from 'vitest'
import { COMMANDS, type CommandName, type Params } from '../../model/commands.js'
import { topologySchema } from '../../model/topology.js'
import type { TraceLine } from '../../model/trace.js'
import type { Request, Session } from '../target.js'
import { openEngineSession } from './session.js'

const topology = topologySchema.parse({ servers: [{ name: 'SRV01' }] })

function ask<Name extends CommandName>(session: Session, name: Name, params: Params<Name>): void {
  const full = COMMANDS[name].params.parse(params) as Request['params']
  void session.perform({ command: name, params: full })
}

function traceOf(act: (session: Session) => Session): readonly TraceLine[] {
  const end = act(openEngineSession({ topology, seed: 1, trace: true })).finish()
  if (end instanceof Promise) throw new Error('the engine answers at once')
  return end.trace
}

function backedUp(session: Session): Session {
  ask(session, 'backup.run', { product: 'agent' })
  return session
}

/** What one thing went through, state after state, with the instants. */
function statesOf(trace: readonly TraceLine[], who: string): unknown[] {
  const own = trace.filter((line) => line.what === 'state' && line.who === who)
  return own.map(({ atMs, detail }) => [atMs, detail['state']])
}

test('states are told as they change, with the instant of the change', () => {
  const trace = traceOf(backedUp)
  expect(statesOf(trace, 'System Writer')).toEqual([
    [0, 'WAITING_FOR_FREEZE'],
    [10_000, 'WAITING_FOR_THAW'],
    [10_200, 'WAITING_FOR_POST_SNAPSHOT'],
    [10_200, 'WAITING_FOR_BACKUP_COMPLETE'],
    expect.arrayContaining(['STABLE']),
  ])
  expect(statesOf(trace, 'C:').slice(0, 2)).toEqual([
    [10_000, 'held'],
    [10_200, 'open'],
  ])
})

test('a fault is told when it is placed, when it strikes and when it is lifted', () => {
  const trace = traceOf((session) => {
    ask(session, 'fault.inject', { kind: 'writer-slow', where: 'System Writer', seconds: 61 })
    return backedUp(session)
  })
  const told = trace.filter(({ what }) => what.startsWith('fault.'))
  expect(told.map(({ atMs, who, what }) => [atMs, who, what])).toEqual([
    [0, 'System Writer', 'fault.placed'],
    [10_000, 'System Writer', 'fault.effect'],
    [60_000, 'System Writer', 'fault.lifted'],
  ])
})

test('a command that goes on is told from its beginning to its end', () => {
  const told = traceOf(backedUp).filter(({ what }) => what.startsWith('command.'))
  expect(told.map(({ what, detail }) => [what, detail['command']])).toEqual([
    ['command.begin', 'backup.run'],
    ['command.end', 'backup.run'],
  ])
  expect(told[0]?.atMs).toBe(0)
  expect(told[1]?.atMs).toBeGreaterThan(10_200)
})

test('a session that goes on from another has the same trace as one that did it all', () => {
  const forked = traceOf((session) => {
    ask(session, 'clock.advance', { seconds: 60 })
    const fork = session.fork?.()
    if (fork === undefined) throw new Error('it does not fork')
    return backedUp(fork)
  })
  const whole = traceOf((session) => {
    ask(session, 'clock.advance', { seconds: 60 })
    return backedUp(session)
  })
  expect(forked.map(({ atMs, who, what }) => [atMs, who, what])).toEqual(
    whole.map(({ atMs, who, what }) => [atMs, who, what]),
  )
})
