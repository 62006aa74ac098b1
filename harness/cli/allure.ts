// `frostproof allure`: results for Allure out of a report, and Allure's own report out of those.

import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { allureResults } from '../report/allure.js'
import { readBeside } from '../report/index.js'
import { reportOf } from '../report/report.js'
import type { Io } from './io.js'
import { recordIn } from './record-folder.js'
import { shortPath } from './summary.js'
import { EXIT, Failure, UsageError } from './usage.js'

interface AllureOptions {
  readonly out?: string
  readonly resultsOnly?: boolean
}

const DEFAULT_REPORT = 'reports/latest'
const DEFAULT_OUT = 'reports/allure'
const RESULTS = 'allure-results'
const PAGES = 'allure-report'

export async function allure(
  directory: string | undefined,
  options: AllureOptions,
  io: Io,
): Promise<number> {
  const folder = resolve(io.cwd, directory ?? DEFAULT_REPORT)
  const record = recordIn(directory ?? DEFAULT_REPORT, 'fold for Allure', io.cwd)
  const out = resolve(io.cwd, options.out ?? DEFAULT_OUT)
  requireOwn(out, options.out ?? DEFAULT_OUT)
  const page = relative(join(out, PAGES), join(folder, 'report.html')).replaceAll('\\', '/')
  const results = join(out, RESULTS)
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  const report = reportOf(record)
  const { files, copies } = allureResults({ record, report, beside: readBeside(folder), page })
  for (const { name, text } of files) writeFileSync(join(results, name), text)
  for (const { name, from } of copies)
    if (existsSync(join(folder, from))) copyFileSync(join(folder, from), join(results, name))
  io.out(`${record.results.length} results: ${shortPath(results, io.cwd)}\n`)
  if (options.resultsOnly === true) return EXIT.conformant
  await generate(results, join(out, PAGES), io)
  io.out(`${shortPath(join(out, PAGES, 'index.html'), io.cwd)}\n`)
  return EXIT.conformant
}

/** Nothing of anybody else's is written over or taken away. */
function requireOwn(out: string, named: string): void {
  if (!existsSync(out)) return
  const others = readdirSync(out).filter((name) => name !== RESULTS && name !== PAGES)
  if (others.length === 0) return
  throw new UsageError(
    `cannot fold for Allure: "${named}" holds other files`,
    'Give --out a new or empty directory.',
  )
}

async function generate(results: string, pages: string, io: Io): Promise<void> {
  const program = allureProgram()
  if (spawnSync('java', ['-version'], { stdio: 'ignore', env: io.env }).status !== 0)
    throw new Failure(
      'cannot make the Allure report: there is no Java that runs; the results are there, and Allure can read them on any machine with Java 8 or newer (https://adoptium.net)',
    )
  const words = ['generate', '--clean', '--single-file', '--output', pages, results]
  const isWindows = process.platform === 'win32'
  // Its pages would ask a host on the network otherwise.
  const env = { ...io.env, ALLURE_NO_ANALYTICS: '1' }
  const child = isWindows
    ? spawn(`"${program}.bat"`, words.map(inQuotes), { env, shell: true, stdio: 'ignore' })
    : spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_LENGTH_MAX)
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail)
    child.on('close', done)
  })
  if (code !== 0)
    throw new Failure(`cannot make the Allure report: ${complaint || `exit code ${code}`}`)
}

function inQuotes(word: string): string {
  return `"${word}"`
}

function allureProgram(): string {
  try {
    const place = createRequire(import.meta.url).resolve('allure-commandline/package.json')
    return join(dirname(place), 'dist', 'bin', 'allure')
  } catch {
    throw new Failure(
      'cannot make the Allure report: the package allure-commandline is not installed; npm install --save-dev allure-commandline',
    )
  }
}

const COMPLAINT_LENGTH_MAX = 2_000
