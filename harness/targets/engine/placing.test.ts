import { expect, test } from 'vitest'
import { topologySchema } from '../../model/topology.js'
import type { Session } from '../target.js'
import { openEngineSession } from './session.js'

const topology = topologySchema.parse({ servers: [{ name: 'SRV1' }] })

function open(): Session {
  return openEngineSession({ topology, seed: 1, trace: false })
}

/** A fault that does no harm, put somewhere. */
async function place(session: Session, at: string): Promise<void> {
  const params = { kind: 'memory-pressure', where: 'hog.exe', percent: 1 }
  await session.perform({ command: 'fault.inject', params, session: 'fault', at })
}

async function backUp(session: Session): Promise<void> {
  await session.perform({ command: 'backup.run', params: { product: 'agent' } })
}

/** When the fault was placed, in ms. */
async function placedAt(at: string): Promise<string | undefined> {
  const session = open()
  await place(session, at)
  await backUp(session)
  const { receipts } = await session.finish()
  return receipts[0]?.at
}

test('a session tells the points of a conversation, each time since it was last asked', async () => {
  const session = open()
  expect(session.reached?.()).toEqual([])
  await backUp(session)
  const points = session.reached?.() ?? []
  expect(points).toContain('vss.freeze')
  expect(points.indexOf('vss.freeze')).toBeLessThan(points.indexOf('vss.thaw'))
  expect(session.reached?.()).toEqual([])
})

test('an armed command waits for the so-many-th time of its point', async () => {
  const first = await placedAt('volume.copy')
  const fifth = await placedAt('volume.copy#5')
  expect(Number.parseFloat(fifth ?? '')).toBeGreaterThan(Number.parseFloat(first ?? ''))
})

test('an armed command may wait for an instant', async () => {
  expect(await placedAt('@1500')).toBe('1500 ms')
})

test('what is to come after a point comes at the same instant', async () => {
  expect(await placedAt('after vss.freeze')).toBe(await placedAt('vss.freeze'))
})

test('a fault that is lifted before its point is reached never goes off', async () => {
  const session = open()
  await place(session, 'vss.freeze')
  await session.perform({ command: 'fault.lift', params: { kind: 'memory-pressure' } })
  await backUp(session)
  const end = await session.finish()
  expect(end.receipts).toEqual([])
  expect(end.unreached).toEqual(['vss.freeze'])
})
