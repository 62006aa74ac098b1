import { expect, test } from 'vitest'
import { done } from '../model/reply.js'
import { parse } from '../scenario/file.js'
import { replay } from '../scenario/replay.js'
import type { SessionEnd, Target } from '../targets/target.js'
import { say } from './cli.fixture.js'
import { evidenceOf } from './evidence.js'

const SCENARIO = parse(
  'title: x\nsteps: [{ do: service.query, with: { service: VSS }, expect: { state: Running } }]',
  'x.yaml',
)
const LINE = { atMs: 1, who: 'a', what: 'b', detail: {} }

/** A target that gives one state after the other, and a trace when it is asked for one. */
function target(states: readonly string[], deterministic = true): Target {
  let opened = 0
  return {
    description: {
      kind: 'engine',
      name: 'fake',
      version: '1',
      capabilities: ['host'],
      deterministic,
    },
    open: ({ trace }) => {
      const state = states[Math.min(opened++, states.length - 1)] ?? ''
      const end: SessionEnd = {
        receipts: [],
        virtualMs: 0,
        residue: [],
        refusals: [],
        unreached: [],
        trace: trace ? [LINE] : [],
      }
      return { perform: () => done({ state }), collect: () => done(), finish: () => end }
    },
    close: () => undefined,
  }
}

async function checkEvidence(fake: Target, verdict: string, kept: string[]): Promise<void> {
  const wallMs = () => 0
  const first = await replay(fake, SCENARIO, { seed: 1, trace: false, wallMs })
  const { replayed, ...evidence } = await evidenceOf(first, { target: fake, seed: 1, wallMs })
  expect([replayed.verdict, ...Object.keys(evidence)]).toEqual([verdict, ...kept])
  if (evidence.failure !== undefined)
    expect(evidence.failure).toMatch(/^# failed: .*\ntitle: x\n.*seed: 1/s)
  if (evidence.trace !== undefined) expect(evidence.trace).toEqual([LINE])
}

test('what passed leaves none', () => checkEvidence(target(['Running']), 'passed', []))
test('what failed leaves a file and, from a second replay, a trace', () =>
  checkEvidence(target(['Gone']), 'failed', ['failure', 'trace']))
test('a target that is not deterministic is not asked twice', () =>
  checkEvidence(target(['Gone', 'Running'], false), 'failed', ['failure']))
test('a verdict that cannot be had twice is an error of the harness', () =>
  checkEvidence(target(['Gone', 'Running']), 'error', ['failure', 'trace']))

test('doctor looks and never fails', async () => {
  const { exitCode, out, error } = await say(['doctor'])
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' })
  expect(out).toMatch(/^yes {2}Node\.js .*\nyes {2}engine /)
  for (const what of ['Docker', 'SQL Server image', 'Java', 'Chromium'])
    expect(out).toMatch(new RegExp(`^(?:yes|no ) {2}${what} `, 'm'))
}, 30_000)
