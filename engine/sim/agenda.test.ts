import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ticks } from '../base/brand.js'
import { Agenda } from './agenda.js'

function agendaOf(instants: readonly number[]): Agenda<number> {
  const agenda = new Agenda<number>()
  for (const [index, at] of instants.entries()) agenda.add(at as Ticks, index)
  return agenda
}

function takeAll(agenda: Agenda<number>): number[] {
  const taken: number[] = []
  for (let next = agenda.take(); next !== undefined; next = agenda.take()) taken.push(next.what)
  return taken
}

/** What the order must be, by a stable sort that shares nothing with the heap. */
function byInstant(instants: readonly number[]): number[] {
  return instants
    .map((at, index) => ({ at, index }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ index }) => index)
}

const instants = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 })

test('what is due comes by instant, and equal instants in the order of entry', () => {
  fc.assert(
    fc.property(instants, (list) => {
      expect(takeAll(agendaOf(list))).toEqual(byInstant(list))
    }),
  )
})

test('looking at everything in order takes nothing away', () => {
  fc.assert(
    fc.property(instants, (list) => {
      const agenda = agendaOf(list)
      expect(agenda.inOrder().map(({ what }) => what)).toEqual(byInstant(list))
      expect(agenda.length).toBe(list.length)
      expect(agenda.next?.what).toBe(byInstant(list)[0])
    }),
  )
})

test('entries that come while others are taken find their place', () => {
  const commands = fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { maxLength: 200 })
  fc.assert(
    fc.property(commands, (list) => {
      const agenda = new Agenda<number>()
      const model: { at: number; what: number }[] = []
      for (const [what, at] of list.entries())
        if (at === null) {
          const least = model.toSorted((a, b) => a.at - b.at || a.what - b.what)[0]
          if (least !== undefined) model.splice(model.indexOf(least), 1)
          expect(agenda.take()?.what).toBe(least?.what)
        } else {
          agenda.add(at as Ticks, what)
          model.push({ at, what })
        }
      expect(agenda.length).toBe(model.length)
    }),
  )
})

test('an empty agenda has nothing next', () => {
  const agenda = agendaOf([])
  expect(agenda.take()).toBeUndefined()
  expect(agenda.next).toBeUndefined()
})
