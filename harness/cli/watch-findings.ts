// What a watch knows so far: of each file, how it went last, and which code it ran.

import type { FileOutcome, WatchedFile, WatchedResult } from './watch-worker.js'

interface Sum {
  readonly files: number
  readonly scenarios: number
  readonly passed: number
  readonly notSupported: number
}

export class Findings {
  readonly #outcomes = new Map<string, FileOutcome>()
  readonly #touched = new Map<string, ReadonlySet<string>>()
  readonly #loaded = new Set<string>()

  /** Takes what became of a file, and gives the lines a person wants to see of it. */
  note(outcome: FileOutcome): string[] {
    const { name } = outcome.file
    const before = this.#outcomes.get(name)
    this.#outcomes.set(name, outcome)
    if (outcome.touched !== null) this.#touched.set(name, new Set(outcome.touched))
    if (outcome.problem !== null) return [`FAILED  ${name}`, `  ${outcome.problem}`]
    const failing = new Set(before?.results.filter(isOpen).map(({ id }) => id))
    return outcome.results.flatMap((result) => {
      if (isOpen(result))
        return [`${result.verdict.toUpperCase()}  ${result.id}`, `  ${result.reason ?? ''}`]
      return failing.has(result.id) ? [`passed again  ${result.id}`] : []
    })
  }

  forget(name: string): void {
    this.#outcomes.delete(name)
    this.#touched.delete(name)
  }

  /** Modules that a replay loads; others concern none. */
  loads(modules: readonly string[]): void {
    for (const module of modules) this.#loaded.add(module)
  }

  /** Files that ran something of this code: what failed first, then what is over soonest. */
  concerned(changed: readonly string[]): WatchedFile[] {
    const isKnown = this.#loaded.size > 0
    const modules = changed.filter((module) => !isKnown || this.#loaded.has(module))
    if (modules.length === 0) return []
    const all = [...this.#outcomes.values()]
    const ran = all.filter(({ file }) => {
      const touched = this.#touched.get(file.name)
      return modules.some((module) => touched?.has(module))
    })
    // Code that nothing was seen to run, such as a table, may matter to everything.
    const isSeen = modules.every((module) =>
      [...this.#touched.values()].some((touched) => touched.has(module)),
    )
    return (isSeen ? ran : all).sort(bySuspicion).map(({ file }) => file)
  }

  sumOf(names: readonly string[]): Sum {
    const results = names.flatMap((name) => this.#outcomes.get(name)?.results ?? [])
    const of = (verdict: string) => results.filter((each) => each.verdict === verdict).length
    return {
      files: names.length,
      scenarios: results.length,
      passed: of('passed'),
      notSupported: of('not-supported'),
    }
  }

  /** Files that do not hold. */
  open(): string[] {
    return [...this.#outcomes.values()].filter(isFailing).map(({ file }) => file.name)
  }
}

function isOpen({ verdict }: WatchedResult): boolean {
  return verdict !== 'passed' && verdict !== 'not-supported'
}

function isFailing({ results, problem }: FileOutcome): boolean {
  return problem !== null || results.some(isOpen)
}

function bySuspicion(left: FileOutcome, right: FileOutcome): number {
  return Number(isFailing(right)) - Number(isFailing(left)) || left.ms - right.ms
}

/** How a round ended, on one line. */
export function lineOf(what: string, sum: Sum, ms: number): string {
  const open = sum.scenarios - sum.passed - sum.notSupported
  const counts = [
    `${sum.passed} passed`,
    ...(open === 0 ? [] : [`${open} not`]),
    ...(sum.notSupported === 0 ? [] : [`${sum.notSupported} not supported`]),
  ].join(', ')
  return `${what}: ${sum.scenarios} scenarios in ${sum.files} files, ${counts} (${(ms / 1000).toFixed(2)} s)\n`
}
