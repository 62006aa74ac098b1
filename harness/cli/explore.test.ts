import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mergeShares } from '../explore/merge.js'
import { conversationsNamed, singlesWork } from '../explore/search.js'
import { type Order, runShare, type Share } from '../explore/share.js'
import { parse } from '../scenario/file.js'
import { replay } from '../scenario/replay.js'
import { engineTarget } from '../targets/engine/index.js'
import { MINIATURES, miniature } from '../targets/miniatures/index.js'
import type { Target } from '../targets/target.js'
import { inDirectory, say } from './cli.fixture.js'

/** More than this is what the command itself is for. */
const CASES = Math.min(10, Number(process.env['FROSTPROOF_CASES'] ?? 1))
const HOOKS = { isDue: () => false, progress: () => {} }

function orderOf(order: Partial<Order>): Order {
  const share = { index: 0, of: 1 }
  return { mode: 'singles', seed: 1, runs: 1e9, names: [], first: false, share, ...order }
}

function engineShare(order: Partial<Order>): Promise<Share> {
  return runShare({ target: engineTarget() }, orderOf(order), HOOKS)
}

const replayOptions = { seed: 1, trace: true, wallMs: () => 0 }

/** All that a replay tells, but for what it was a replay of. */
async function replayed(target: Target, text: string): Promise<string> {
  const { scenario: _of, ...result } = await replay(target, parse(text, 'x.yaml'), replayOptions)
  return JSON.stringify(result)
}

/** A few of them each time, and all of them where more cases are asked for. */
const names = Object.keys(MINIATURES)
const some = CASES > 1 ? names : names.filter((_name, index) => index % 5 === 0)

test('there are at least twenty liars to be found', () => {
  expect(names.length).toBeGreaterThanOrEqual(20)
})

test.each(some)(
  'the search finds what is wrong with %s and writes a small scenario',
  async (name) => {
    const honest = engineTarget()
    const target = miniature(name, honest)
    if (target === undefined) throw new Error(`there is no miniature ${name}`)
    const share = await runShare({ target, honest }, orderOf({ first: true, runs: 200 }), HOOKS)
    const [found] = share.found
    if (found === undefined) throw new Error(`nothing was found in ${share.tried} runs`)
    expect(found.steps).toBeLessThanOrEqual(10)
    const red = await replayed(target, found.text)
    expect(JSON.parse(red)).toMatchObject({ verdict: 'failed' })
    expect(await replayed(target, found.text)).toBe(red)
    const green = await replayed(honest, found.text)
    expect(JSON.parse(green)).toMatchObject({ verdict: 'passed', reason: null })
    expect(await replayed(honest, found.text)).toBe(green)
  },
)

test('every conversation with the SQL Writer goes through at least 60 points', async () => {
  const sql = conversationsNamed([]).filter(({ proof }) => proof !== 'system state')
  const work = await singlesWork(engineTarget(), { seed: 1, names: sql.map(({ name }) => name) })
  expect(work.conversations).toHaveLength(sql.length)
  for (const { points, name } of work.conversations) expect(points, name).toBeGreaterThanOrEqual(60)
})

test('the engine holds what it promises through a sample of single faults', async () => {
  const share = await engineShare({ runs: 24 * CASES, names: CASES > 1 ? [] : ['full', 'restore'] })
  expect(share.found.map(({ text }) => text)).toEqual([])
  expect(share.cells.some(({ met }) => met > 0)).toBe(true)
})

test('the engine holds what it promises through random runs', async () => {
  const share = await engineShare({ mode: 'random', runs: 15 * CASES })
  expect(share.found.map(({ text }) => text)).toEqual([])
})

test('what is found does not depend on how many share the work', async () => {
  const order = { runs: 16, names: ['copy-only'] }
  const whole = await engineShare(order)
  const parts = await Promise.all(
    [0, 1].map((index) => engineShare({ ...order, share: { index, of: 2 } })),
  )
  const merged = mergeShares(parts)
  const sorted = ({ cells }: Share) => cells.map((cell) => JSON.stringify(cell)).sort()
  expect(sorted(merged)).toEqual(sorted(whole))
  expect(merged.tried).toBe(whole.tried)
})

test('a failure of forty steps shrinks to a few', async () => {
  const honest = engineTarget()
  const target = miniature('skips-post-restore', honest) as Target
  const order = orderOf({ names: ['restore'], first: true })
  const [found] = (await runShare({ target, honest }, order, HOOKS)).found
  expect(found?.steps).toBeLessThanOrEqual(5)
})

test('explore writes what it found, and only when it is whole', () =>
  inDirectory({}, async (directory) => {
    const words = ['explore', '--target', 'miniature:skips-post-restore', '--out', 'out']
    const { exitCode, out } = await say(words, { cwd: directory })
    expect(exitCode).toBe(1)
    expect(out).toMatch(/1 violation/)
    const record = JSON.parse(readFileSync(join(directory, 'out', 'explore.json'), 'utf8'))
    expect(record.violations).toHaveLength(1)
    const { file } = record.violations[0]
    expect(existsSync(join(directory, 'out', file))).toBe(true)
    expect(readdirSync(directory)).toEqual(['out'])
  }))

test('explore leaves alone what is no exploration', () =>
  inDirectory({}, async (directory) => {
    mkdirSync(join(directory, 'out'))
    writeFileSync(join(directory, 'out', 'thesis.txt'), 'mine')
    const said = await say(['explore', '--runs', '1', '--out', 'out'], { cwd: directory })
    expect(said.exitCode).toBe(64)
  }))

test.each([
  ['--faults', 'pears', /The nearest is "pairs"/],
  ['--for', 'a while', /Write 90s, 10min or 2h/],
  ['--conversation', 'ful', /The nearest is "full"/],
  ['--target', 'miniature:nobody', /The miniatures are/],
])('explore refuses %s %s', async (flag, value, hint) => {
  const { exitCode, error } = await say(['explore', flag, value])
  expect(exitCode).toBe(64)
  expect(error).toMatch(hint)
})
