import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { command } from '../../model/plan.js'
import type { Scenario, ScenarioStep } from '../../model/scenario.js'
import { topologySchema } from '../../model/topology.js'
import { replay } from '../../scenario/replay.js'
import type { Target } from '../target.js'
import { type DriverOptions, driverTarget } from './driver-target.js'

const SCRIPT = fileURLToPath(new URL('misbehaving.mjs', import.meta.url))

/** The only line in this file that knows how a misbehaving driver is started. */
function start(behaviour: string, options: DriverOptions = {}): Promise<Target> {
  const line = `"${process.execPath}" "${SCRIPT}" "${behaviour}"`
  return driverTarget(line, { log: () => {}, answerMs: 10_000, ...options })
}

const running = command(
  'process.query',
  { process: 'sqlservr.exe' },
  { as: 'it', expect: { running: true } },
)
const shell = command(
  'shell.run',
  { shell: 'PowerShell', elevated: true, line: 'hostname' },
  { expect: { text: 'Grüße, 世界, 🧊 \u2028 end' } },
)

function scenario(step: ScenarioStep['step'] = running): Scenario {
  return {
    id: 'features/a.feature#SYST-AAA-01/one',
    uri: 'features/a.feature',
    line: 1,
    feature: 'A',
    rule: 'B',
    name: 'One',
    clauses: ['SYST-AAA-01'],
    needs: ['host'],
    slow: false,
    tags: [],
    topology: topologySchema.parse({ servers: [{ name: 'SRV01' }] }),
    steps: [{ role: 'then', text: 'Then it runs', line: 2, step }],
  }
}

async function judge(behaviour: string, options: DriverOptions = {}, times = 1) {
  const target = await start(behaviour, options)
  try {
    const results = []
    for (let time = 0; time < times; time++) {
      const result = await replay(target, scenario(behaviour === 'splits' ? shell : running), {
        seed: 1,
        trace: false,
        wallMs: () => 0,
      })
      results.push({ verdict: result.verdict, reason: result.reason ?? '' })
    }
    return results
  } finally {
    await target.close()
  }
}

async function checkVerdict(
  behaviour: string,
  expected: { verdict: string; reason?: RegExp },
  options: DriverOptions = {},
): Promise<void> {
  const [result] = await judge(behaviour, options)
  expect(result?.verdict, result?.reason).toBe(expected.verdict)
  expect(result?.reason).toMatch(expected.reason ?? /^$/)
}

describe('a driver that keeps to the protocol', () => {
  test('passes what holds', () => checkVerdict('behaves', { verdict: 'passed' }))
  test('may send its messages in pieces, cut within a character', () =>
    checkVerdict('splits', { verdict: 'passed' }))
  test('may fill its log', () => checkVerdict('chatters', { verdict: 'passed' }))
  test('may not lack support for a command of what it declares', () =>
    checkVerdict('refuses', { verdict: 'error', reason: /declares host.*no processes here/ }))
  test('may say that it cannot tell', () =>
    checkVerdict('cannot tell', { verdict: 'unknown', reason: /nobody looked/ }))
})

describe('a driver that breaks the protocol is an error that tells what was sent', () => {
  const check = (behaviour: string, reason: RegExp, options: DriverOptions = {}) =>
    test(behaviour, () => checkVerdict(behaviour, { verdict: 'error', reason }, options))
  check(
    'lies',
    /value\.running: [\s\S]*sent: .*process\.query[\s\S]*expected: .*running: boolean[\s\S]*received: .*maybe/,
  )
  check('invents a verdict', /kind: [\s\S]*not-supported/)
  check(
    'garbage',
    /not JSON[\s\S]*sent: .*process\.query[\s\S]*expected: .*"result"[\s\S]*this is not/,
  )
  check('not UTF-8', /not UTF-8/)
  check('wrong id', /does not wait for an answer/)
  check('answers twice', /does not wait for an answer/)
  check('asks back', /not a response/)
  check('endless', /longer than 1000000 bytes/, { lineBytesMax: 1_000_000 })
  check('crashes', /exit code 3[\s\S]*process\.query[\s\S]*log ends: segmentation fault/)
  check('reports', /error -32000: the cable is out/)
  check('answers and goes', /exit code 0/)
})

test('a driver that never answers makes the scenario unknown', () =>
  checkVerdict(
    'hangs',
    { verdict: 'unknown', reason: /did not answer "\w+" within 0.2 s/ },
    { answerMs: 200 },
  ))

test('a driver that never answers is given up after three calls', async () => {
  const results = await judge('hangs', { answerMs: 200 }, 5)
  expect(results.map((each) => each.verdict)).toEqual(Array(5).fill('unknown'))
  expect(results[4]?.reason).toMatch(/nothing more was asked after 3 calls/)
})

test('a driver that does not even describe itself is refused', () =>
  expect(start('hangs at once', { startMs: 200 })).rejects.toThrow('did not answer "describe"'))

test('a driver that crashed is started anew for the next scenario', async () => {
  const results = await judge('crashes once', {}, 3)
  expect(results.map((each) => each.verdict)).toEqual(['passed', 'error', 'passed'])
})

test('a session left in the middle is finished before the next is opened', async () => {
  const results = await judge('refuses', {}, 3)
  expect(results.map((each) => each.verdict)).toEqual(Array(3).fill('error'))
})

test('a second answer that comes late is found at the latest in the next scenario', async () => {
  const target = await start('answers twice, later')
  const options = { seed: 1, trace: false, wallMs: () => 0 }
  await replay(target, scenario(), options)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const next = await replay(target, scenario(), options)
  expect(next.reason).toMatch(/does not wait for an answer/)
  await target.close()
})

test('a driver that will not end is ended', { timeout: 20_000 }, async () => {
  const target = await start('will not end', { goodbyeMs: 100 })
  await target.close()
  await expect(target.open(opening)).rejects.toThrow('the driver is closed')
})

test('what the driver started itself ends with it', async () => {
  const target = await start('has a child', { goodbyeMs: 100 })
  const pid = Number(target.description.version)
  expect(isAlive(pid)).toBe(true)
  await target.close()
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
})

test('a program that is not there is named', () =>
  expect(driverTarget('./no-such-driver --flag')).rejects.toThrow(
    /"\.\/no-such-driver --flag" could not be started/,
  ))

test('250 scenarios take far less than two seconds of conversation', async () => {
  const results = await judge('behaves', {}, 250)
  expect(results.every((each) => each.verdict === 'passed')).toBe(true)
})

const opening = { topology: scenario().topology, seed: 1, trace: false }

/** A process that ended and was not waited for by init yet still has its number. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
