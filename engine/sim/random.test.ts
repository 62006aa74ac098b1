import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RandomStream, randomStream } from './random.js'
import { createSim } from './sim.js'

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const names = fc.string({ maxLength: 20 })

function draws(stream: RandomStream, count = 8): number[] {
  return Array.from({ length: count }, () => stream.next())
}

test('the same seed and name always give the same draws', () => {
  fc.assert(
    fc.property(seeds, names, (seed, name) => {
      expect(draws(randomStream(seed, name))).toEqual(draws(randomStream(seed, name)))
    }),
  )
})

test('another name or another seed gives other draws', () => {
  fc.assert(
    fc.property(seeds, names, (seed, name) => {
      const own = draws(randomStream(seed, name))
      expect(draws(randomStream(seed, `${name}.`))).not.toEqual(own)
      expect(draws(randomStream(seed + 1, name))).not.toEqual(own)
      // What a 32-bit seed would throw away.
      expect(draws(randomStream(seed + 2 ** 32, name))).not.toEqual(own)
    }),
  )
})

test('a new consumer leaves every other stream as it was', () => {
  const consumers = fc.array(fc.tuple(names, fc.nat({ max: 5 })), { maxLength: 10 })
  fc.assert(
    fc.property(seeds, names, consumers, (seed, name, others) => {
      const alone = draws(createSim(seed, { trace: false }).random(name))
      const sim = createSim(seed, { trace: false })
      const mixed: number[] = []
      for (const [other, count] of [...others, ['', 0] as const]) {
        if (other !== name) draws(sim.random(other), count)
        if (mixed.length < alone.length) mixed.push(sim.random(name).next())
      }
      expect(mixed).toEqual(alone.slice(0, mixed.length))
    }),
  )
})

test('a draw below a bound is an integer from 0 up to it', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
      const drawn = randomStream(seed, 'x').below(bound)
      expect(Number.isInteger(drawn)).toBe(true)
      expect(drawn).toBeGreaterThanOrEqual(0)
      expect(drawn).toBeLessThan(bound)
    }),
  )
})

test('a small bound is drawn evenly', () => {
  const stream = randomStream(1, 'even')
  const counts = [0, 0, 0, 0]
  for (let draw = 0; draw < 4_000; draw++) {
    const drawn = stream.below(4)
    counts[drawn] = (counts[drawn] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})

test('bytes are filled to the last one, whatever the length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 67 }), (length) => {
      const long = new Uint8Array(68)
      const short = new Uint8Array(length)
      randomStream(7, 'bytes').fill(long)
      randomStream(7, 'bytes').fill(short)
      expect(short).toEqual(long.subarray(0, length))
    }),
  )
  const bytes = new Uint8Array(4_096)
  randomStream(7, 'bytes').fill(bytes)
  expect(new Set(bytes).size).toBe(256)
})

test('a GUID has the form of a random one, and no two are alike', () => {
  const stream = randomStream(1, 'guid')
  const guids = Array.from({ length: 1_000 }, () => stream.guid())
  for (const guid of guids)
    expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(guids).size).toBe(1_000)
})

test('the draws are pinned: a change of generator changes every recorded run', () => {
  expect(draws(randomStream(1, 'vss.set'), 3)).toMatchInlineSnapshot(`
    [
      1080448129,
      3304641026,
      2299866385,
    ]
  `)
})
