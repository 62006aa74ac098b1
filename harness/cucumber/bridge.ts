// Plain `npx cucumber-js`: every phrase becomes a step definition, every scenario goes through the
// same Replay and the same judge as in `frostproof run`, so both come to the same verdict.
//
//   passed          passed
//   failed          an AssertionError
//   unknown         a thrown Undecided, which cucumber shows as failed: never green
//   error           anything else that is thrown
//   not-supported   skipped, with the reason in the log of the scenario
//
// The target is `FROSTPROOF_TARGET`: engine when it is not set, or driver:COMMAND.

import { AssertionError } from 'node:assert'
import {
  After,
  AfterAll,
  Before,
  BeforeAll,
  type DataTable,
  defineParameterType,
  defineStep,
  type ITestCaseHookParameter,
  setDefaultTimeout,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber'
import type { Moment } from '../model/requestor-commands.js'
import type { StepResult } from '../model/scenario.js'
import { topologySchema } from '../model/topology.js'
import { NotSupported, Undecided } from '../model/undecided.js'
import { judge } from '../scenario/judge.js'
import { Replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'
import { machinesOf, needsOfPickle } from './bridge-pickle.js'
import { parameterNames } from './matcher.js'
import { MOMENT_TYPE, putOff, putOffExpression } from './moments.js'
import { type Built, type Phrase, parameterTypes, phrases } from './phrases.js'

await import('../../steps/index.js')

const SEED = 1
let target: Target

class ScenarioWorld extends World {
  replay: Replay | undefined
  servers: readonly unknown[] = []
  /** Words of the steps still to come, in order. */
  texts: string[] = []
  readonly results: StepResult[] = []
  /** Why the target cannot do this, once that is known. */
  lacking: string | undefined

  skip(reason: string): 'skipped' {
    this.lacking = reason
    this.log(`not supported: ${reason}`)
    return 'skipped'
  }

  /** The session is opened by the first step that needs one. */
  async opened(): Promise<Replay> {
    if (this.replay !== undefined) return this.replay
    if (this.servers.length === 0) throw new Error('the scenario names no server')
    const topology = topologySchema.parse({ servers: this.servers })
    const session = await target.open({ topology, seed: SEED, trace: false })
    this.replay = new Replay(session, target.description.capabilities)
    return this.replay
  }

  async perform(built: Built): Promise<'skipped' | undefined> {
    const text = this.texts.shift() ?? ''
    // Machines are there before the first step: they were collected from the whole scenario.
    if ('server' in built) return undefined
    try {
      const result = await (await this.opened()).perform(built, text)
      this.results.push(result)
      if (result.verdict === 'failed') throw mismatch(result)
      return undefined
    } catch (thrown) {
      if (thrown instanceof NotSupported) return this.skip(thrown.message)
      throw thrown
    }
  }
}

function mismatch({ mismatches }: StepResult): AssertionError {
  return new AssertionError({ message: mismatches?.join('\n') ?? 'the step did not pass' })
}

for (const { name, regexp, transform } of parameterTypes)
  defineParameterType({
    name,
    regexp,
    transformer: transform,
    useForSnippets: false,
    preferForRegexpMatch: false,
  })

defineParameterType({
  ...MOMENT_TYPE,
  transformer: (text) => text,
  useForSnippets: false,
  preferForRegexpMatch: false,
})

for (const phrase of phrases) {
  const { expression, build } = phrase
  defineStep(expression, definitionOf(phrase))
  const later = (moment: Moment, ...args: unknown[]) => putOff(moment, build(...args))
  const putOffPhrase = { ...phrase, expression: putOffExpression(expression), build: later }
  defineStep(putOffPhrase.expression, definitionOf(putOffPhrase))
}

function definitionOf({ expression, block, build }: Phrase) {
  const parameters = parameterNames(expression).length
  const definition = function (this: ScenarioWorld, ...args: unknown[]) {
    // Behind the parameters come the block, if there is one, and a callback, which nobody wants.
    const values = args.slice(0, parameters)
    if (block !== 'none')
      values.push(block === 'table' ? rowsOf(args[parameters]) : args[parameters])
    return this.perform(build(...values))
  }
  // Cucumber goes by the number of parameters a function declares.
  const length = parameters + (block === 'none' ? 0 : 1)
  return Object.defineProperty(definition, 'length', { value: length })
}

function rowsOf(table: unknown): string[][] {
  return (table as DataTable).raw()
}

setWorldConstructor(ScenarioWorld)
// The engine knows no waiting, and targets that do have deadlines of their own.
setDefaultTimeout(-1)

BeforeAll(async () => {
  target = await openTarget(process.env['FROSTPROOF_TARGET'] ?? 'engine')
})

AfterAll(async () => {
  await target.close()
})

Before(function (this: ScenarioWorld, { pickle }: ITestCaseHookParameter) {
  this.servers = machinesOf(pickle)
  this.texts = pickle.steps.map(({ text }) => text)
  const { capabilities } = target.description
  const lacking = needsOfPickle(pickle).filter((each) => !capabilities.some((has) => has === each))
  return lacking.length > 0 ? this.skip(`no ${lacking.join(', no ')}`) : undefined
})

After(async function (this: ScenarioWorld, { result }: ITestCaseHookParameter) {
  const { replay } = this
  if (replay === undefined) {
    if (result?.status === 'PASSED') throw new Undecided('the scenario has no steps')
    return
  }
  // What a step threw has been said already; a session is finished all the same.
  const isOpen = result?.status === 'PASSED' && this.lacking === undefined
  if (!isOpen) return void (await Promise.resolve(replay.finish()).catch(() => undefined))
  const end = await replay.finish()
  const { verdict, reason } = judge(this.results, replay.evidence(end))
  const message = reason ?? verdict
  if (verdict === 'failed') throw new AssertionError({ message })
  if (verdict === 'unknown') throw new Undecided(message)
  if (verdict !== 'passed') throw new Error(message)
})

async function openTarget(name: string): Promise<Target> {
  if (name === 'engine') return (await import('../targets/engine/index.js')).engineTarget()
  if (name.startsWith('driver:')) {
    const { driverTarget } = await import('../targets/driver/index.js')
    return driverTarget(name.slice('driver:'.length))
  }
  throw new Error(
    `there is no target "${name}"\nHint: FROSTPROOF_TARGET is engine or driver:COMMAND.`,
  )
}
