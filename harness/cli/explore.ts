// `frostproof explore`: searches for a violation, saves each as a shrunk scenario file, and says how
// much of what there is was tried.

import { join, resolve } from 'node:path'
import { mergeShares } from '../explore/merge.js'
import { conversationsNamed } from '../explore/search.js'
import { type Mode, type Order, runShare, type Share } from '../explore/share.js'
import { stageDirectory } from '../report/directory.js'
import { writeText } from '../report/fold.js'
import { explorationHtml } from '../report/index.js'
import { nearest } from '../scenario/nearest.js'
import { Crew, crewSize } from './explore-crew.js'
import { explorationOf, linesOf } from './explore-report.js'
import { watchInterrupt } from './interrupt.js'
import type { Io } from './io.js'
import { openHonest, openTarget, requireTargetName } from './targets.js'
import { asUsage, EXIT, nearestHint, UsageError } from './usage.js'

export interface ExploreOptions {
  readonly target?: string
  readonly faults?: string
  readonly runs?: number
  readonly for?: string
  readonly seed?: number
  readonly out?: string
  readonly conversation?: readonly string[]
  readonly processes?: number
  readonly first?: boolean
  readonly json?: boolean
}

export interface Search {
  readonly target: string
  readonly order: Omit<Order, 'share'>
  readonly processes: number
  readonly out: string
  readonly untilMs: number
}

const DEFAULT_RANDOM_RUNS = 20_000
const RUNS_WITHOUT_END = Number.MAX_SAFE_INTEGER

export async function explore(options: ExploreOptions, io: Io): Promise<number> {
  const search = readOptions(options, io)
  const staging = stage(search.out)
  const startedAt = new Date()
  const startedMs = performance.now()
  const share = await run(search, io)
  const target = await openTarget(search.target)
  const about = {
    search,
    share,
    target: target.description,
    startedAt,
    durationMs: performance.now() - startedMs,
    options,
  }
  await target.close()
  const exploration = explorationOf(about)
  for (const [index, { text }] of share.found.entries())
    writeText(join(staging.directory, exploration.violations[index]?.file ?? `${index}.yaml`), text)
  writeText(join(staging.directory, 'explore.json'), `${JSON.stringify(exploration, null, 1)}\n`)
  writeText(join(staging.directory, 'explore.html'), explorationHtml(exploration))
  staging.commit()
  io.out(options.json ? `${JSON.stringify(exploration)}\n` : linesOf(about, exploration, io.cwd))
  if (share.found.length > 0) return EXIT.violated
  return share.complete || options.for !== undefined ? EXIT.conformant : EXIT.failed
}

function readOptions(options: ExploreOptions, io: Io): Search {
  const target = options.target ?? 'engine'
  requireTargetName(target)
  const mode = modeOf(options.faults ?? 'singles')
  const names = options.conversation ?? []
  for (const name of names) requireConversation(name)
  const duration = options.for === undefined ? undefined : durationMs(options.for)
  const unbounded = duration !== undefined || mode !== 'random'
  const runs = options.runs ?? (unbounded ? RUNS_WITHOUT_END : DEFAULT_RANDOM_RUNS)
  const first = options.first ?? target.startsWith('miniature:')
  return {
    target,
    order: { mode, seed: options.seed ?? 1, runs, names, first },
    processes: first || target.startsWith('driver:') ? 1 : crewSize(options.processes, runs),
    out: resolve(io.cwd, options.out ?? 'reports/explore'),
    untilMs: duration === undefined ? Infinity : performance.now() + duration,
  }
}

const MODES: readonly Mode[] = ['singles', 'pairs', 'random']

function modeOf(text: string): Mode {
  const mode = MODES.find((each) => each === text)
  if (mode !== undefined) return mode
  throw new UsageError(
    `there is no way "${text}" to place faults`,
    nearestHint(nearest(text, MODES)) ?? `The ways are ${MODES.join(', ')}.`,
  )
}

function requireConversation(name: string): void {
  const names = conversationsNamed([]).map((each) => each.name)
  if (names.includes(name)) return
  throw new UsageError(
    `there is no conversation "${name}"`,
    nearestHint(nearest(name, names)) ?? `The conversations are ${names.join(', ')}.`,
  )
}

const UNIT_MS = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 } as const

function durationMs(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,6}) ?(s|min|m|h)?$/.exec(text) ?? []
  if (number === undefined)
    throw new UsageError(`cannot read --for "${text}" as a duration`, 'Write 90s, 10min or 2h.')
  return Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS]
}

function stage(out: string) {
  try {
    return stageDirectory(out)
  } catch (thrown) {
    throw asUsage(thrown)
  }
}

async function run(search: Search, io: Io): Promise<Share> {
  const interrupt = watchInterrupt()
  const line = new StatusLine(io)
  try {
    const first = await runOnce(search, { interrupt, line })
    if (search.order.mode !== 'pairs' || !first.complete) return first
    const { order } = search
    const pairs = await runOnce(
      { ...search, order: { ...order, tried: first.singles } },
      { interrupt, line },
    )
    return { ...pairs, found: [...first.found, ...pairs.found] }
  } finally {
    line.clear()
    interrupt.release()
  }
}

interface Watch {
  readonly interrupt: ReturnType<typeof watchInterrupt>
  readonly line: StatusLine
}

async function runOnce(search: Search, { interrupt, line }: Watch): Promise<Share> {
  const { target: name, order, processes, untilMs } = search
  const startedMs = performance.now()
  const progress = (done: number, violations: number, total?: number) =>
    line.draw({ done, violations, total, elapsedMs: performance.now() - startedMs })
  const isDue = async () => performance.now() >= untilMs || (await interrupt.isDue())
  if (processes === 1) {
    const target = await openTarget(name)
    const judges = { target, honest: await openHonest(name) }
    try {
      return await runShare(
        judges,
        { ...order, share: { index: 0, of: 1 } },
        { isDue, progress: (done, total, violations) => progress(done, violations, total) },
      )
    } finally {
      await target.close()
    }
  }
  const crew = new Crew()
  const watch = setInterval(() => {
    void isDue().then((due) => due && crew.stop())
  }, WATCH_EVERY_MS)
  try {
    return mergeShares(await crew.run({ target: name, order, processes }, progress))
  } finally {
    clearInterval(watch)
  }
}

const WATCH_EVERY_MS = 100
const REDRAW_EVERY_MS = 100

class StatusLine {
  readonly #io: Io
  #drawnAt = 0

  constructor(io: Io) {
    this.#io = io
  }

  draw(of: {
    done: number
    violations: number
    total?: number | undefined
    elapsedMs: number
  }): void {
    if (!this.#io.isTerminal) return
    const now = performance.now()
    if (now - this.#drawnAt < REDRAW_EVERY_MS) return
    this.#drawnAt = now
    const rate = (of.done * 1_000) / Math.max(1, of.elapsedMs)
    const left = of.total === undefined ? '' : `, ${Math.ceil((of.total - of.done) / rate)} s left`
    const all = of.total === undefined ? '' : ` of ${of.total}`
    const line = `${of.done}${all} runs, ${of.violations} violated, ${rate.toFixed(0)}/s${left}`
    this.#io.error(`\r\u001b[2K${line}`)
  }

  clear(): void {
    if (this.#drawnAt > 0) this.#io.error('\r\u001b[2K')
  }
}
