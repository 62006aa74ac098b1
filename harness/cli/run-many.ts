// Several targets: one child process each, one report each, and a fold over them.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { stageDirectory } from '../report/directory.js'
import { writeText } from '../report/fold.js'
import type { Report } from '../report/index.js'
import type { Io } from './io.js'
import { type Matrix, type MatrixTarget, matrixOf, matrixPage } from './matrix.js'
import { annotate } from './pipeline.js'
import { packageRoot } from './place.js'
import { DEFAULT_SEED, type RunOptions } from './run.js'
import { wordsOf } from './sql-server-flags.js'
import { shortPath } from './summary.js'
import { asUsage, EXIT, oneLine, UsageError } from './usage.js'

interface ManyOrder {
  readonly options: RunOptions
  readonly targets: readonly string[]
  readonly out: string
}

const ERROR_CHARACTERS_MAX = 4_000

export async function runMany({ options, targets, out }: ManyOrder, io: Io): Promise<number> {
  const twice = targets.find((target, index) => targets.indexOf(target) !== index)
  if (twice !== undefined) throw new UsageError(`the target "${twice}" is given twice`)
  const staging = stage(out)
  const folders = foldersOf(targets)
  const { default: pLimit } = await import('p-limit')
  const limit = pLimit(Math.min(targets.length, availableParallelism()))
  const children = new Children()
  const done = await Promise.all(
    targets.map((target, index) =>
      limit(async (): Promise<MatrixTarget> => {
        const directory = folders[index] ?? 'target'
        const place = join(staging.directory, directory)
        const { exitCode, said } = await children.run(wordsFor(options, target, place), io.cwd)
        return { target, directory, exitCode, said, report: reportIn(place) }
      }),
    ),
  )
  children.release()
  if (children.interrupted) {
    io.error(`frostproof: interrupted; what there is lies in ${staging.directory}\n`)
    return EXIT.failed
  }
  const matrix = matrixOf(done)
  writeText(join(staging.directory, 'matrix.json'), `${JSON.stringify(matrix, null, 1)}\n`)
  writeText(join(staging.directory, 'index.html'), matrixPage(matrix, done, staging.directory))
  staging.commit()
  if (options.json) io.out(`${JSON.stringify(summaryOf(matrix, shortPath(out, io.cwd)))}\n`)
  else io.out(closingLines(done, matrix.firstDisagreement?.id, shortPath(out, io.cwd)))
  for (const { report, directory } of done)
    if (report !== undefined) annotate(report, placeOf(join(out, directory), io, options.json))
  return worst(done.map(({ exitCode }) => exitCode))
}

function placeOf(directory: string, io: Io, json = false) {
  return { summary: join(directory, 'summary.md'), io, json }
}

/** For a program: what matrix.json says without its rows. */
function summaryOf({ schema, targets, firstDisagreement }: Matrix, report: string): object {
  return { schema, targets, firstDisagreement, report }
}

function stage(out: string) {
  try {
    return stageDirectory(out)
  } catch (thrown) {
    throw asUsage(thrown)
  }
}

/** A folder for each target, legal everywhere and never the same. */
function foldersOf(targets: readonly string[]): string[] {
  const taken = new Set<string>()
  return targets.map((target) => {
    const base = target
      .replaceAll(/[^A-Za-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40)
    let folder = base
    for (let count = 2; taken.has(folder.toLowerCase()); count++) folder = `${base}-${count}`
    taken.add(folder.toLowerCase())
    return folder
  })
}

function wordsFor(options: RunOptions, target: string, out: string): string[] {
  return [
    'run',
    `--target=${target}`,
    ...(options.tags === undefined ? [] : [`--tags=${options.tags}`]),
    ...(options.clause ?? []).map((id) => `--clause=${id}`),
    ...(options.features ?? []).map((folder) => `--features=${folder}`),
    ...(options.scenarios ?? []).map((folder) => `--scenarios=${folder}`),
    ...(options.baseline === undefined ? [] : [`--baseline=${options.baseline}`]),
    ...(options.sign === undefined ? [] : [`--sign=${options.sign}`]),
    ...(options.retry === undefined ? [] : [`--retry=${options.retry}`]),
    ...(target === 'sqlserver' ? wordsOf(options) : []),
    // Where targets part is shown on their timelines.
    ...(options.timelines === false ? ['--no-timelines'] : ['--timelines']),
    `--seed=${options.seed ?? DEFAULT_SEED}`,
    `--out=${out}`,
  ]
}

/** The processes that run; an interrupt of this one is passed on to all of them. */
class Children {
  readonly #running = new Set<ChildProcess>()
  readonly #onSignal = (signal: NodeJS.Signals) => {
    this.interrupted = true
    for (const child of this.#running) child.kill(signal)
  }
  interrupted = false

  constructor() {
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal)
  }

  release(): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal)
  }

  run(words: readonly string[], cwd: string): Promise<{ exitCode: number; said: string }> {
    if (this.interrupted) return Promise.resolve({ exitCode: EXIT.failed, said: 'not started' })
    const program = join(packageRoot, 'bin', 'frostproof.js')
    const child = spawn(process.execPath, [program, ...words], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      // What a pipeline is told comes from here, once.
      env: { ...process.env, GITHUB_ACTIONS: '', TF_BUILD: '' },
    })
    this.#running.add(child)
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-ERROR_CHARACTERS_MAX)
    })
    return new Promise((resolve) => {
      const end = (exitCode: number, text: string) => {
        this.#running.delete(child)
        resolve({ exitCode, said: oneLine(text) })
      }
      child.on('error', (error) => end(EXIT.failed, error.message))
      child.on('close', (code) => end(code ?? EXIT.failed, said))
    })
  }
}

function reportIn(directory: string): Report | undefined {
  const file = join(directory, 'report.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined
}

function closingLines(
  done: readonly MatrixTarget[],
  disagreement: string | undefined,
  place: string,
): string {
  const lines = [
    ...done.map(({ target, report, said }) => `${target}: ${report?.outcome.claim ?? said}`),
    disagreement === undefined ? 'The targets agree.' : `They first disagree in ${disagreement}`,
    join(place, 'index.html'),
  ]
  return `${lines.join('\n')}\n`
}

/** The harness failing over violated over undecided over conformant. */
function worst(codes: readonly number[]): number {
  const order: readonly number[] = [EXIT.conformant, EXIT.undecided, EXIT.violated]
  if (codes.some((code) => !order.includes(code))) return EXIT.failed
  return order[Math.max(...codes.map((code) => order.indexOf(code)))] ?? EXIT.failed
}
