import { expect, test } from 'vitest'
import { z } from 'zod'
import { COMMANDS, type CommandName } from '../../model/commands.js'
import type { Json } from '../../model/reply.js'
import { topologySchema } from '../../model/topology.js'
import { emptyValue } from './empty-value.js'
import { inertTarget } from './inert.js'
import { muteTarget } from './mute.js'

function checkEmpty(schema: z.ZodType, expected: Json): void {
  expect(emptyValue(schema)).toEqual(expected)
}

test('an object keeps its fields and leaves out what may be left out', () =>
  checkEmpty(z.object({ a: z.string(), b: z.number().optional() }), { a: '' }))
test('a list is empty', () => checkEmpty(z.array(z.string()), []))
test('one of several words is no word', () => checkEmpty(z.enum(['Running', 'Failed']), ''))
test('what may be null is null', () => checkEmpty(z.number().nullable(), null))
test('a choice is its first', () => checkEmpty(z.union([z.boolean(), z.string()]), false))

test('every command has an empty value', () => {
  for (const name of Object.keys(COMMANDS) as CommandName[])
    expect(emptyValue(COMMANDS[name].reply)).toBeTypeOf('object')
})

const options = {
  topology: topologySchema.parse({ servers: [{ name: 'SRV01' }] }),
  seed: 1,
  trace: false,
}

test('the mute target says ok and nothing', async () => {
  const session = await muteTarget().open(options)
  const value = { sizeBytes: 0, freeBytes: 0 }
  const query = { command: 'volume.query', params: { volume: 'C:' } } as const
  expect(session.perform(query)).toEqual({ kind: 'done', value })
  expect(session.perform({ ...query, session: 'later' })).toEqual({ kind: 'done', value: {} })
  expect(session.collect('later')).toEqual({ kind: 'done', value })
})

test('an inert fault never reaches the target and its receipt shows no effect', async () => {
  const seen: string[] = []
  const mute = muteTarget()
  const session = await inertTarget({
    ...mute,
    open: async () => {
      const inner = await mute.open(options)
      return {
        ...inner,
        perform: (request) => {
          seen.push(request.command)
          return inner.perform(request)
        },
      }
    },
  }).open(options)
  await session.perform({ command: 'fault.inject', params: { kind: 'disk-full', where: 'C:' } })
  await session.perform({ command: 'volume.query', params: { volume: 'C:' } })
  await session.perform({ command: 'fault.lift', params: { kind: 'disk-full' } })
  expect(seen).toEqual(['volume.query'])
  expect((await session.finish()).receipts).toMatchObject([
    { kind: 'disk-full', where: 'C:', applied: true, effect: null },
  ])
})
