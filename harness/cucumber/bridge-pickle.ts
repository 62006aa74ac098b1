// What the bridge reads off a scenario before its first step.

import type { Pickle, PickleStep } from '@cucumber/messages'
import { needsOfStep } from '../model/needs.js'
import type { Step } from '../model/plan.js'
import { PhraseMatcher } from './matcher.js'
import { putOff } from './moments.js'
import type { Built } from './phrases.js'

let matcher: PhraseMatcher | undefined

/** Every machine the scenario names, wherever it does: they are all there from the start. */
export function machinesOf(pickle: Pickle): readonly unknown[] {
  return pickle.steps.flatMap((step) => {
    const built = builtOf(step)
    return built !== undefined && 'server' in built ? [built.server] : []
  })
}

/** What the tags ask for, and what the commands do. */
export function needsOfPickle(pickle: Pickle): string[] {
  const names = pickle.tags.map(({ name }) => name)
  const tagged = names.filter((name) => name.startsWith('@needs:')).map((name) => name.slice(7))
  const commands = pickle.steps.flatMap((step) => {
    const built = builtOf(step)
    return built === undefined || 'server' in built ? [] : needsOfStep(built as Step)
  })
  return [...new Set([...tagged, ...commands])]
}

/** Nothing for a line that is wrong: the step itself will say so when its turn comes. */
function builtOf({ text, argument }: PickleStep): Built | undefined {
  matcher ??= new PhraseMatcher()
  const [only] = matcher.find(text)
  const block = blockOf(argument)
  if (only === undefined || only.phrase.block !== block.kind) return undefined
  try {
    const built = only.phrase.build(...only.values(), ...block.values)
    return only.moment === undefined ? built : putOff(only.moment, built)
  } catch {
    return undefined
  }
}

function blockOf(argument: PickleStep['argument']): { kind: string; values: readonly unknown[] } {
  const rows = argument?.dataTable?.rows.map(({ cells }) => cells.map(({ value }) => value))
  if (rows !== undefined) return { kind: 'table', values: [rows] }
  const content = argument?.docString?.content
  return content === undefined ? { kind: 'none', values: [] } : { kind: 'text', values: [content] }
}
