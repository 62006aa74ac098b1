// `frostproof init`: a pipeline file and a first scenario. What is there already is left alone.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { nearest } from '../scenario/nearest.js'
import { CI_NAMES, type CiName, filesFor } from './init-files.js'
import type { Io } from './io.js'
import { EXIT, nearestHint, UsageError } from './usage.js'

interface InitOptions {
  readonly ci?: string
  readonly json?: boolean
}

export async function init(options: InitOptions, io: Io): Promise<number> {
  const ci = options.ci === undefined ? ciOf(io.cwd) : requireCi(options.ci)
  const written: string[] = []
  const kept: string[] = []
  for (const { path, text } of filesFor(ci)) {
    const place = join(io.cwd, path)
    if (existsSync(place)) kept.push(path)
    else {
      write(place, path, text)
      written.push(path)
    }
  }
  io.out(options.json ? `${JSON.stringify({ ci, written, kept })}\n` : pageOf(written, kept))
  return EXIT.conformant
}

function write(place: string, path: string, text: string): void {
  try {
    mkdirSync(dirname(place), { recursive: true })
    // Somebody may have made it in the meantime; theirs stays.
    writeFileSync(place, text, { flag: 'wx' })
  } catch (thrown) {
    throw new UsageError(`cannot write "${path}": ${(thrown as NodeJS.ErrnoException).code}`)
  }
}

function pageOf(written: readonly string[], kept: readonly string[]): string {
  const lines = [
    ...written.map((path) => `wrote  ${path}`),
    ...kept.map((path) => `left   ${path}, which was there`),
    '',
    'Next:  npm i -D frostproof',
    '       npx frostproof replay scenarios/first.yaml',
    '       npx frostproof run --scenarios scenarios',
    '       add reports/ to .gitignore',
  ]
  return `${lines.join('\n')}\n`
}

/** What the folder shows of where it is built. */
function ciOf(cwd: string): CiName {
  if (existsSync(join(cwd, '.gitlab-ci.yml'))) return 'gitlab'
  if (existsSync(join(cwd, 'azure-pipelines.yml'))) return 'azure'
  return 'github'
}

function requireCi(name: string): CiName {
  const found = CI_NAMES.find((each) => each === name)
  if (found !== undefined) return found
  throw new UsageError(
    `there is no pipeline "${name.slice(0, 60)}"`,
    nearestHint(nearest(name, CI_NAMES)) ?? `The pipelines are ${CI_NAMES.join(', ')}.`,
  )
}
