// `frostproof doctor`: what this machine can run. It looks and never fails.

import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Io } from './io.js'
import { openTarget } from './targets.js'
import { EXIT } from './usage.js'

interface Finding {
  readonly what: string
  readonly there: boolean
  readonly detail: string
  /** What it is for and how to get it, when it is not there. */
  readonly remedy: string
}

const ANSWER_MS_MAX = 4_000
const IMAGE = 'mcr.microsoft.com/mssql/server:2022-latest'
const STAND_IN = 'frostproof/serve:local'

export async function doctor(io: Io, options: { readonly json?: boolean } = {}): Promise<number> {
  const docker = dockerServer()
  const findings = await Promise.all([
    node(),
    engine(),
    docker,
    docker.then(({ there }) => sqlServerImage(there)),
    docker.then(({ there }) => standInImage(there)),
    java(),
    chromium(),
  ])
  io.out(options.json ? `${JSON.stringify({ findings })}\n` : findings.map(lineOf).join(''))
  return EXIT.conformant
}

function lineOf({ what, there, detail, remedy }: Finding): string {
  const line = `${there ? 'yes' : 'no '}  ${what.padEnd(18)}  ${detail}\n`
  return there ? line : `${line}${' '.repeat(25)}${remedy}\n`
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return {
    what: 'Node.js',
    there: major > 20 || (major === 20 && minor >= 19),
    detail: process.versions.node,
    remedy: 'Everything needs Node.js 20.19 or newer: https://nodejs.org.',
  }
}

async function engine(): Promise<Finding> {
  const what = 'engine'
  const remedy = 'Install frostproof again; in a checkout, npm ci.'
  try {
    const { description } = await openTarget('engine')
    const { name, version } = description
    return { what, there: true, detail: `${name} ${version}, nothing to install`, remedy }
  } catch (thrown) {
    return { what, there: false, detail: String(thrown).split('\n')[0] ?? '', remedy }
  }
}

async function dockerServer(): Promise<Finding> {
  const answer = await ask('docker', ['version', '--format', '{{.Server.Version}}'])
  const what = 'Docker'
  if (answer.kind === 'missing')
    return {
      what,
      there: false,
      detail: 'there is no docker command',
      remedy: 'For the SQL Server containers: https://docs.docker.com/get-docker.',
    }
  return {
    what,
    there: answer.kind === 'answered',
    detail: answer.kind === 'answered' ? answer.text : 'the daemon does not answer',
    remedy: 'Start Docker Desktop or the docker service, and check your right to use it.',
  }
}

async function sqlServerImage(daemon: boolean): Promise<Finding> {
  const finding = { what: 'SQL Server image', remedy: `Pull it (1.6 GB): docker pull ${IMAGE}` }
  if (!daemon) return { ...finding, there: false, detail: 'unknown without Docker' }
  const answer = await ask('docker', ['image', 'inspect', '--format', '{{.Id}}', IMAGE])
  const there = answer.kind === 'answered'
  return { ...finding, there, detail: there ? IMAGE : 'not pulled yet' }
}

/** The engine as a server, for machines that cannot pull the real one. */
async function standInImage(daemon: boolean): Promise<Finding> {
  const remedy = 'In a checkout: node bin/image.js; then run --target sqlserver --image NAME.'
  const finding = { what: 'engine image', remedy }
  if (!daemon) return { ...finding, there: false, detail: 'unknown without Docker' }
  const answer = await ask('docker', ['image', 'inspect', '--format', '{{.Id}}', STAND_IN])
  const there = answer.kind === 'answered'
  return { ...finding, there, detail: there ? STAND_IN : 'not built yet' }
}

async function java(): Promise<Finding> {
  const answer = await ask('java', ['-version'])
  return {
    what: 'Java',
    there: answer.kind === 'answered',
    detail: answer.kind === 'answered' ? answer.text : 'there is no java that runs',
    remedy: 'Only for Allure reports: https://adoptium.net.',
  }
}

function chromium(): Finding {
  const own = process.env['CHROME_PATH']
  const found = [own ?? '', ...BROWSERS.flatMap(inPath), ...PLACES].find(isProgram)
  return {
    what: 'Chromium',
    there: found !== undefined,
    detail: found ?? 'no Chromium, Chrome or Edge found',
    remedy: 'Only for the tests of the report page: install one, or set CHROME_PATH.',
  }
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'chrome', 'msedge']
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

function inPath(name: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const endings = process.platform === 'win32' ? ['.exe'] : ['']
  return folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)))
}

function isProgram(path: string): boolean {
  if (path === '') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

type Answer =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed' }

/** The first line a program says, on either of its outputs, within the time it has. */
function ask(program: string, words: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_MS_MAX, killSignal: 'SIGKILL', windowsHide: true } as const
    execFile(program, words, options, (error, stdout, stderr) => {
      const text = (stdout.trim() || stderr.trim()).split('\n')[0]?.trim() ?? ''
      if (error === null && text !== '') resolve({ kind: 'answered', text })
      else resolve({ kind: error?.code === 'ENOENT' ? 'missing' : 'failed' })
    })
  })
}
