// What the bridge reads off a scenario before its first step.

import type { Pickle } from '@cucumber/messages'
import { PhraseMatcher } from './matcher.js'

let matcher: PhraseMatcher | undefined

/** Every machine the scenario names, wherever it does: they are all there from the start. */
export function machinesOf(pickle: Pickle): readonly unknown[] {
  matcher ??= new PhraseMatcher()
  const phrases = matcher
  return pickle.steps.flatMap(({ text, argument }) => {
    const [only] = phrases.find(text)
    if (argument !== undefined || only === undefined || only.phrase.block !== 'none') return []
    try {
      const built = only.phrase.build(...only.values())
      return 'server' in built ? [built.server] : []
    } catch {
      // The step itself will say so when its turn comes.
      return []
    }
  })
}

export function needsOfPickle(pickle: Pickle): string[] {
  const names = pickle.tags.map(({ name }) => name)
  return names.filter((name) => name.startsWith('@needs:')).map((name) => name.slice(7))
}
