// A scenario as the text of a feature. Phrases go one way only, so words are found, not made: a step
// is said as some feature says the very same step, or in the words it was kept with; what comes out
// is compiled again and must give the same scenario.

import type { Step } from '../model/plan.js'
import type { Scenario, ScenarioStep, StepRole } from '../model/scenario.js'
import { serverSchema } from '../model/topology.js'
import { type CompiledStep, FeatureCompiler, FeatureError } from './compile.js'

/** A step nobody has words for. */
export class NoWords extends Error {
  override readonly name = 'NoWords'
}

interface Words {
  readonly role: StepRole
  readonly lines: readonly string[]
}

/** Collects how features say things. */
export class Wordbook {
  readonly #words = new Map<string, Words>()
  #heard: object | undefined
  readonly #listener = new FeatureCompiler(({ built }) => {
    this.#heard = built
  })

  readonly learn = ({ role, text, table, built }: CompiledStep): void => {
    const key = 'server' in built ? keyOf(serverSchema.parse(built.server)) : keyOf(built)
    if (!this.#words.has(key)) this.#words.set(key, { role, lines: [text, ...tableLines(table)] })
  }

  /** The scenario as a feature; throws `NoWords` naming the step that cannot be said. */
  feature(scenario: Scenario): string {
    const machines = scenario.topology.servers.map((server) => this.#find(server, server.name))
    const steps = scenario.steps.map((step, index) => this.#stepWords(step, index + 1))
    const text = pageOf(scenario, [...machines, ...steps])
    const [again, ...others] = new FeatureCompiler().compile('again.feature', text)
    const same = again !== undefined && others.length === 0 && isSame(again, scenario)
    if (!same) throw new NoWords('the words of its steps no longer say what its steps do')
    return text
  }

  #stepWords(step: ScenarioStep, number: number): Words {
    const own = this.#ownWords(step)
    return own ?? this.#find(step.step, `step ${number}, "${step.text}"`)
  }

  /** The words a step was kept with, if they still build this step; a table is not among them. */
  #ownWords({ role, text, step }: ScenarioStep): Words | undefined {
    const words = /^(?:Given|When|Then|And|But|\*) (.+)$/s.exec(text)?.[1]
    if (words === undefined || words.includes('\n')) return undefined
    this.#heard = undefined
    try {
      this.#listener.compile('x', `Feature: x\n  Example: x\n    Given ${words}\n`)
    } catch (thrown) {
      // That the example names no server is said after its step was heard.
      if (!(thrown instanceof FeatureError)) throw thrown
    }
    const fits = this.#heard !== undefined && keyOf(this.#heard) === keyOf(step)
    return fits ? { role, lines: [words] } : undefined
  }

  #find(built: object, name: string): Words {
    const words = this.#words.get(keyOf(built))
    if (words === undefined) throw new NoWords(`no feature has words for ${name}`)
    return words
  }
}

function pageOf({ name, clauses, rule }: Scenario, steps: readonly Words[]): string {
  let before: StepRole | undefined
  const lines = steps.flatMap(({ role, lines: [first = '', ...table] }) => {
    const word = role === before ? 'And' : keyword(role)
    before = role
    return [`    ${word} ${first}`, ...table.map((row) => `      ${row}`)]
  })
  const page = [
    `Feature: ${name}`,
    ...(rule === '' ? [] : [`  ${plain(rule)}`]),
    '',
    ...(clauses.length === 0 ? [] : [`  ${clauses.map((id) => `@${id}`).join(' ')}`]),
    `  Example: ${name}`,
    ...lines,
  ]
  return `${page.join('\n')}\n`
}

function keyword(role: StepRole): string {
  return role.charAt(0).toUpperCase() + role.slice(1)
}

/** A description is free text, as long as no line of it looks like Gherkin. */
function plain(text: string): string {
  return `Origin: ${text.replaceAll(/\s+/g, ' ')}`
}

function tableLines(table: readonly (readonly string[])[] | undefined): string[] {
  return (table ?? []).map((row) => `| ${row.map(escapedCell).join(' | ')} |`)
}

function escapedCell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', '\\n')
}

function isSame(left: Scenario, right: Scenario): boolean {
  const plan = ({ topology, steps }: Scenario) =>
    keyOf({ topology, steps: steps.map(({ step }) => step as Step) })
  return plan(left) === plan(right)
}

/** Equal for equal data, whatever the order of keys. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  )
}
