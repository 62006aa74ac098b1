import { expect, test } from 'vitest'
import type { Ticks } from '../base/brand.js'
import { fork } from '../base/fork.js'
import { createFaultBook, type FaultBook, faultInForce, noteEffect, placeFault } from './faults.js'
import { createSim } from './sim.js'
import { Trace } from './trace.js'

const NOW = 5 as Ticks

function place(book: FaultBook, kind: string, where: string) {
  return placeFault(book, { name: `${kind} ${where}`, kind, where, parameters: {}, placedAt: NOW })
}

test('a fault is in force where it was placed, by kind and place, until it is lifted', () => {
  const book = createFaultBook()
  const fault = place(book, 'disk-full', 'C:')
  expect(faultInForce(book, 'disk-full', 'C:')).toBe(fault)
  expect(faultInForce(book, 'disk-full', 'S:')).toBeUndefined()
  expect(faultInForce(book, 'io-error', 'C:')).toBeUndefined()
  fault.liftedAt = NOW
  expect(faultInForce(book, 'disk-full', 'C:')).toBeUndefined()
})

test('of two alike the first in force is blamed', () => {
  const book = createFaultBook()
  const first = place(book, 'io-error', 'C:')
  const second = place(book, 'io-error', 'C:')
  expect(faultInForce(book, 'io-error', 'C:')).toBe(first)
  first.liftedAt = NOW
  expect(faultInForce(book, 'io-error', 'C:')).toBe(second)
})

test('placing and lifting a fault is no effect', () => {
  const book = createFaultBook()
  const fault = place(book, 'io-error', 'C:')
  faultInForce(book, 'io-error', 'C:')
  fault.liftedAt = NOW
  expect(fault.effects).toEqual([])
})

test('the operation that meets a fault writes down when and what, up to a bound', () => {
  const fault = place(createFaultBook(), 'io-error', 'C:')
  for (let at = 0; at < 100; at++) noteEffect(fault, at as Ticks, `read ${at}`)
  expect(fault.effects[0]).toEqual({ at: 0, evidence: 'read 0' })
  expect(fault.effects).toHaveLength(16)
})

test('a fork has faults of its own', () => {
  const book = createFaultBook()
  const fault = place(book, 'io-error', 'C:')
  const copy = fork(book)
  copy.placed[0]?.effects.push({ at: NOW, evidence: 'x' })
  place(copy, 'disk-full', 'C:')
  expect(fault.effects).toEqual([])
  expect(book.placed).toEqual([fault])
})

const EVENT = { at: NOW, who: 'host', what: 'vss.freeze', detail: { n: 1 } }

test('a trace keeps what is written while somebody listens', () => {
  const trace = new Trace(true)
  trace.write(EVENT)
  trace.listening = false
  trace.write(EVENT)
  expect(trace.events).toEqual([EVENT])
})

test('a trace that nobody listens to stays empty', () => {
  const { trace } = createSim(1, { trace: false })
  trace.write(EVENT)
  expect(trace.listening).toBe(false)
  expect(trace.events).toEqual([])
})

test('a fork goes on with a trace of its own, however long it is', () => {
  const trace = new Trace(true)
  for (let count = 0; count < 600_000; count++) trace.write(EVENT)
  const copy = fork(trace)
  copy.write(EVENT)
  expect([trace.events.length, copy.events.length]).toEqual([600_000, 600_001])
})
