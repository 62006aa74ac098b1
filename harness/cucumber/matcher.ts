// Finds the phrases a text fits. The expressions are cucumber's own; only the reading of the groups is
// ours, since the library measures where each group begins, which nobody asks and which takes most
// of the time of reading a suite.

import {
  CucumberExpression,
  ParameterType,
  ParameterTypeRegistry,
} from '@cucumber/cucumber-expressions'
import type { Moment } from '../model/requestor-commands.js'
import { splitMoment } from './moments.js'
import { type Phrase, parameterTypes, phrases } from './phrases.js'

export interface Match {
  readonly phrase: Phrase
  /** When what the phrase makes is to happen; now where there is none. */
  readonly moment: Moment | undefined
  /** What the parameters come to; throws what their transformers throw. */
  values(): unknown[]
}

interface Parameter {
  readonly type: ParameterType<unknown>
  /** The groups whose texts the transformer gets. */
  readonly groups: readonly number[]
}

interface Matcher {
  readonly phrase: Phrase
  readonly regexp: RegExp
  readonly parameters: readonly Parameter[]
}

/** Matches against the phrases registered so far. */
export class PhraseMatcher {
  readonly #matchers: readonly Matcher[]
  /** Backgrounds say the same over and over. */
  readonly #known = new Map<string, readonly Match[]>()

  constructor() {
    const registry = new ParameterTypeRegistry()
    for (const { name, regexp, transform } of parameterTypes)
      registry.defineParameterType(new ParameterType(name, regexp, null, transform, false, false))
    this.#matchers = phrases.map((phrase) => ({
      phrase,
      regexp: new CucumberExpression(phrase.expression, registry).regexp,
      parameters: parametersOf(phrase.expression, registry),
    }))
  }

  /** Every phrase that the text fits; one, where all is well. */
  find(text: string): readonly Match[] {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const { moment, rest } = splitMoment(text)
    const matches = this.#matchers.flatMap(({ phrase, regexp, parameters }) => {
      const found = regexp.exec(rest)
      if (found === null) return []
      return [{ phrase, moment, values: () => parameters.map((each) => transformed(each, found)) }]
    })
    this.#known.set(text, matches)
    return matches
  }
}

function parametersOf(expression: string, registry: ParameterTypeRegistry): Parameter[] {
  let own = 1
  return parameterNames(expression).map((name) => {
    const type = registry.lookupByTypeName(name) as ParameterType<unknown>
    const { outermost, count } = groupsOf(type.regexpStrings.join('|'))
    // A type with groups of its own gets those, and the whole text if it has none.
    const groups = count === 0 ? [own] : outermost.map((group) => own + group)
    own += 1 + count
    return { type, groups }
  })
}

/** Names in braces; a brace after a backslash is a brace. */
export function parameterNames(expression: string): string[] {
  return [...expression.matchAll(/\\.|\{([^{}\\]*)\}/g)].flatMap((match) => match[1] ?? [])
}

/** How many capturing groups a pattern has, and which of them lie in no other. */
function groupsOf(source: string): { outermost: number[]; count: number } {
  const outermost: number[] = []
  const open: boolean[] = []
  let count = 0
  for (const [token] of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?:\?(?:<[=!]|.))?|\)/g)) {
    if (token === ')') open.pop()
    else if (token.startsWith('(')) {
      const captures = token === '(' || token === '(?<'
      if (captures) count++
      if (captures && !open.includes(true)) outermost.push(count)
      open.push(captures)
    }
  }
  return { outermost, count }
}

function transformed({ type, groups }: Parameter, found: RegExpExecArray): unknown {
  return type.transform(
    null,
    groups.map((group) => found[group] as string),
  )
}
