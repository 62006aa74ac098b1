import { describe, expect, test } from 'vitest'
import type { Receipt } from '../model/fault.js'
import type { Pattern } from '../model/pattern.js'
import { type CommandStep, command, type Step } from '../model/plan.js'
import { done, type Reply, refusal } from '../model/reply.js'
import type { Scenario } from '../model/scenario.js'
import { topologySchema } from '../model/topology.js'
import { NotSupported, Undecided } from '../model/undecided.js'
import type { Verdict } from '../model/verdict.js'
import type { OpenOptions, Request, Session, SessionEnd, Soon, Target } from '../targets/target.js'
import { replay } from './replay.js'

/** A target that answers as it is told, in turn, and remembers what it was asked. */
interface Script {
  readonly replies?: readonly (Reply | Error)[]
  readonly end?: Partial<SessionEnd>
  /** Answers as promises. */
  readonly late?: true
  readonly finishThrows?: Error
  readonly openThrows?: Error
}

interface FakeTarget extends Target {
  readonly asked: (Request | string)[]
  readonly opened: OpenOptions[]
  finished: number
}

const END: SessionEnd = {
  receipts: [],
  virtualMs: 7,
  residue: [],
  refusals: [],
  unreached: [],
  trace: [],
}

function fakeTarget(script: Script): FakeTarget {
  const replies = [...(script.replies ?? [])]
  const soon = <T>(value: T): Soon<T> => (script.late ? Promise.resolve(value) : value)
  const answer = (asked: Request | string): Soon<Reply> => {
    target.asked.push(asked)
    const reply = replies.shift() ?? done({ n: 1 })
    if (reply instanceof Error) throw reply
    return soon(reply)
  }
  const session: Session = {
    perform: answer,
    collect: answer,
    finish: () => {
      target.finished++
      if (script.finishThrows !== undefined) throw script.finishThrows
      return soon({ ...END, ...script.end })
    },
  }
  const target: FakeTarget = {
    asked: [],
    opened: [],
    finished: 0,
    description: {
      kind: 'miniature',
      name: 'fake',
      version: '1',
      capabilities: ['host'],
      deterministic: true,
    },
    open: (options) => {
      target.opened.push(options)
      if (script.openThrows !== undefined) throw script.openThrows
      return soon(session)
    },
    close: () => undefined,
  }
  return target
}

function scenarioOf(steps: readonly Step[], more: Partial<Scenario> = {}): Scenario {
  return {
    id: 'x',
    uri: 'x.yaml',
    line: 1,
    feature: '',
    rule: '',
    name: 'x',
    clauses: [],
    needs: [],
    slow: false,
    tags: [],
    topology: topologySchema.parse({ servers: [{ name: 'SRV01' }] }),
    steps: steps.map((step, index) => ({
      role: 'when',
      text: `step ${index + 1}`,
      line: index + 10,
      step,
    })),
    ...more,
  }
}

const options = { seed: 1, trace: false, wallMs: () => 0 }
const ask = (more: Partial<CommandStep> = {}): Step => command('server.query', {}, more)
const expectOne = { expect: { n: 1 } }
const inject = command('fault.inject', { kind: 'disk-full', where: 'C:' })

const RECEIPT: Receipt = {
  kind: 'disk-full',
  where: 'C:',
  at: '0 ms',
  applied: true,
  effect: 'a write was refused',
  removed: true,
  clean: true,
}

async function checkVerdict(
  script: Script,
  steps: readonly Step[],
  verdict: Verdict,
  reason: string | null = null,
): Promise<void> {
  for (const late of [{}, { late: true }] as const) {
    const replayed = await replay(fakeTarget({ ...script, ...late }), scenarioOf(steps), options)
    expect([replayed.verdict, replayed.reason]).toEqual([verdict, reason])
  }
}

describe('expectations', () => {
  test('one that holds is a pass', () => checkVerdict({}, [ask(expectOne)], 'passed'))
  test('one that does not is a failure, with step and place', () =>
    checkVerdict(
      { replies: [done({ n: 2 })] },
      [ask(expectOne)],
      'failed',
      'step 1: reply.n is 2, expected 1',
    ))
  test('a scenario without steps is unknown', () =>
    checkVerdict({}, [], 'unknown', 'the scenario has no steps'))
  test('a scenario that expects nothing is unknown', () =>
    checkVerdict({}, [ask()], 'unknown', 'the scenario expects nothing'))
  test('a reply that was kept can be looked at again and again', () =>
    checkVerdict({}, [ask({ as: 'it' }), reply('it'), reply('it')], 'passed'))
  test('a reply that nobody kept fails', () =>
    checkVerdict({}, [ask(), reply('it')], 'failed', 'step 2: there is no it'))
  test('a session is awaited under its name', () =>
    checkVerdict(
      { replies: [done(), done({ n: 1 })] },
      [ask({ session: 'job' }), { await: 'job' }, reply('job')],
      'passed',
    ))
  test('nothing is performed after the first failure, and the rest is skipped', async () => {
    const target = fakeTarget({ replies: [done({ n: 2 })] })
    const replayed = await replay(target, scenarioOf([ask(expectOne), ask(), ask()]), options)
    expect(target.asked).toHaveLength(1)
    expect(replayed.steps.map(({ verdict, line }) => `${line} ${verdict}`)).toEqual([
      '10 failed',
      '11 skipped',
      '12 skipped',
    ])
    expect(target.finished).toBe(1)
  })
})

function reply(name: string, expect_: Step['expect'] = { n: 1 }): Step {
  return { reply: name, expect: expect_ ?? null }
}

test('two sessions of one name would hide each other', () =>
  checkVerdict(
    {},
    [ask({ session: 'a' }), ask({ session: 'a' }), ask(expectOne)],
    'error',
    'Error: a session "a" is there already',
  ))

describe('refusals', () => {
  const refused = { replies: [refusal('busy', 'later')] }
  const message = '"step 1" was refused: busy, later'

  test('one that nobody expected fails the scenario', () =>
    checkVerdict(refused, [ask(), ask(expectOne)], 'failed', message))
  test('one that is kept and never looked at fails it as well', () =>
    checkVerdict(refused, [ask({ as: 'it' }), ask(expectOne)], 'failed', message))
  test('one that is replaced before anybody looked', () =>
    checkVerdict(refused, [ask({ as: 'it' }), ask({ as: 'it' }), reply('it')], 'failed', message))
  test('one that was looked at is an answer like any other', () => {
    const expected = { refused: { code: 'busy' } }
    return checkVerdict(refused, [ask({ as: 'it' }), reply('it', expected)], 'passed')
  })
  test('one that was expected to be a value fails there', () =>
    checkVerdict(refused, [ask(expectOne)], 'failed', 'step 1: refused: busy, later'))
  test('one never fits what says nothing of it, however little that asks', async () => {
    for (const expect of [{}, { $not: { n: 1 } }, { $all: [] }])
      await checkVerdict(refused, [ask({ expect })], 'failed', 'step 1: refused: busy, later')
  })
  test('one of a session that nobody collected', () =>
    checkVerdict(
      { end: { refusals: ['"job" was refused'] } },
      [ask(expectOne)],
      'failed',
      '"job" was refused',
    ))
})

describe('faults', () => {
  const withReceipt = (more: Partial<Receipt>) => ({ end: { receipts: [{ ...RECEIPT, ...more }] } })
  const steps = [inject, ask(expectOne)]

  test('one that bit and is gone', () => checkVerdict(withReceipt({}), steps, 'passed'))
  test('one that nothing ran into proves nothing', () =>
    checkVerdict(
      withReceipt({ effect: null }),
      steps,
      'unknown',
      'nothing ran into the fault disk-full on C:',
    ))
  test('one that was never applied proves nothing', () =>
    checkVerdict(
      withReceipt({ applied: false }),
      steps,
      'unknown',
      'nothing ran into the fault disk-full on C:',
    ))
  for (const left of [{ removed: false }, { clean: false }])
    test(`one with ${JSON.stringify(left)} fails`, () =>
      checkVerdict(
        withReceipt(left),
        steps,
        'failed',
        'the fault disk-full on C: could not be removed',
      ))
  test('one whose receipt is that of another proves nothing', () =>
    checkVerdict(
      withReceipt({ where: 'nowhere' }),
      steps,
      'unknown',
      `the target gave no receipt for the fault ${RECEIPT.kind} on ${RECEIPT.where}`,
    ))
  test('one whose effect is an empty text proves nothing', () =>
    checkVerdict(
      withReceipt({ effect: '' }),
      steps,
      'unknown',
      `nothing ran into the fault ${RECEIPT.kind} on ${RECEIPT.where}`,
    ))
  test('one without a receipt proves nothing', () =>
    checkVerdict(
      {},
      steps,
      'unknown',
      `the target gave no receipt for the fault ${RECEIPT.kind} on ${RECEIPT.where}`,
    ))
})

describe('what is left', () => {
  test('residue fails', () =>
    checkVerdict(
      { end: { residue: ['a frozen writer'] } },
      [ask(expectOne)],
      'failed',
      'after healing there is still a frozen writer',
    ))
  test('a point that the run never came to leaves it unknown', () =>
    checkVerdict(
      { end: { unreached: ['vss.freeze'] } },
      [ask({ at: 'vss.freeze', session: 'a' }), ask(expectOne)],
      'unknown',
      'the run never came to vss.freeze',
    ))
})

describe('what counts first', () => {
  const everything: Partial<SessionEnd> = {
    residue: ['residue'],
    refusals: ['refusal'],
    unreached: ['point'],
    receipts: [
      { ...RECEIPT, effect: null },
      { ...RECEIPT, clean: false },
    ],
  }
  const steps = [inject, ask(expectOne)]
  const check =
    (left: readonly (keyof SessionEnd)[], verdict: Verdict, reason: RegExp) => async () => {
      const end = Object.fromEntries(
        Object.entries(everything).filter(([key]) => left.includes(key as never)),
      )
      const replayed = await replay(fakeTarget({ end }), scenarioOf(steps), options)
      expect(replayed.verdict).toBe(verdict)
      expect(replayed.reason).toMatch(reason)
    }
  test('a refusal', check(['refusals', 'residue', 'unreached', 'receipts'], 'failed', /^refusal$/))
  test('residue', check(['residue', 'unreached', 'receipts'], 'failed', /still residue/))
  test('a point', check(['unreached', 'receipts'], 'unknown', /never came to point/))
  test('a fault without effect', check(['receipts'], 'unknown', /nothing ran into/))
})

describe('targets that cannot, or break', () => {
  test('a capability that is lacking is told before anything is opened', async () => {
    const target = fakeTarget({})
    const scenario = scenarioOf([ask(expectOne)], { needs: ['host', 'vss', 'shell'] })
    const replayed = await replay(target, scenario, options)
    expect(replayed).toMatchObject({ verdict: 'not-supported', reason: 'no vss, no shell' })
    expect(target.opened).toEqual([])
  })

  const thrown: readonly (readonly [string, Script, Verdict, string])[] = [
    [
      'a reply that says so',
      { replies: [{ kind: 'not-supported', reason: 'no disk' }] },
      'error',
      'Error: the target declares host and does not support a command of it: no disk',
    ],
    ['an exception that says so', { replies: [new NotSupported('x')] }, 'not-supported', 'x'],
    ['a deadline', { replies: [new Undecided('too late')] }, 'unknown', 'too late'],
    ['a broken harness', { replies: [new TypeError('oops')] }, 'error', 'TypeError: oops'],
    ['a session that cannot end', { finishThrows: new Error('stuck') }, 'error', 'Error: stuck'],
    ['a session that cannot begin', { openThrows: new Error('down') }, 'error', 'Error: down'],
  ]
  for (const [title, script, verdict, reason] of thrown)
    test(title, () => checkVerdict(script, [ask(expectOne)], verdict, reason))

  test('whatever is thrown, the session is ended, so that no fault stays behind', async () => {
    const target = fakeTarget({ replies: [new Error('oops')], end: { receipts: [RECEIPT] } })
    const replayed = await replay(target, scenarioOf([inject, ask(expectOne)]), options)
    expect(replayed.verdict).toBe('error')
    expect(target.finished).toBe(1)
    expect(replayed.receipts).toEqual([RECEIPT])
  })

  test('parameters that do not fit their command never reach the target', async () => {
    const target = fakeTarget({})
    const step: Step = { do: 'volume.query', with: { volume: 'not a drive' } }
    expect((await replay(target, scenarioOf([step]), options)).verdict).toBe('error')
    expect(target.asked).toEqual([])
  })
})

test('a target is asked with defaults filled in, and with the seed of the scenario', async () => {
  const target = fakeTarget({})
  const steps = [
    command('diagnosis.run', {}, expectOne),
    ask({ session: 'a', at: 'vss.freeze' }),
    { await: 'a' },
  ]
  await replay(target, scenarioOf(steps, { seed: 9 }), { ...options, trace: true })
  expect(target.opened).toMatchObject([{ seed: 9, trace: true }])
  expect(target.asked).toEqual([
    { command: 'diagnosis.run', params: { intent: 'backup' } },
    { command: 'server.query', params: {}, session: 'a', at: 'vss.freeze' },
    'a',
  ])
})

test('the result tells times, receipts and the trace', async () => {
  let wall = 100
  const trace = [{ atMs: 1, who: 'a', what: 'b', detail: {} }]
  const target = fakeTarget({ end: { trace } })
  const replayed = await replay(target, scenarioOf([ask(expectOne)]), {
    ...options,
    wallMs: () => (wall += 5),
  })
  expect(replayed).toMatchObject({ durationMs: 5, virtualMs: 7, trace })
  expect(replayed.steps).toMatchObject([{ line: 10, verdict: 'passed', reply: { n: 1 } }])
})

describe('what is compared with something noted', () => {
  const compare = (expect: Pattern) => [
    ask({ session: 'noted', at: 'vss.freeze' }),
    ask({ expect }),
  ]
  test('waits for it where it is still on its way', async () => {
    const target = fakeTarget({})
    await replay(target, scenarioOf(compare({ roles: { $kept: 'noted.roles' } })), options)
    expect(target.asked).toMatchObject([{ session: 'noted' }, 'noted', { command: 'server.query' }])
  })
  test('fails where it never came, also when it is to differ', () =>
    checkVerdict(
      {},
      [ask({ expect: { roles: { $not: { $kept: 'never.roles' } } } })],
      'failed',
      'step 1: there is no never',
    ))
})
