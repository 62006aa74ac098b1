// A run that somebody ends: what it had recorded can be read, and the report before it stays.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DRIVER, inDirectory, say } from './cli.fixture.js'
import { packageRoot } from './place.js'

const FROSTPROOF = join(packageRoot, 'bin', 'frostproof.js')

/** Runs the suite on a driver that takes its time, until the record holds some results. */
async function runFor(cwd: string): Promise<{ child: ChildProcess; partial: string }> {
  const target = `driver:"${process.execPath}" "${join(cwd, 'slow.mjs')}" 30 host vss system-state`
  const words = [FROSTPROOF, 'run', '--target', target, '--out', 'latest']
  const child = spawn(process.execPath, words, { cwd, stdio: 'ignore' })
  for (;;) {
    const name = readdirSync(cwd).find((each) => each.startsWith('latest.partial-'))
    if (name !== undefined && results(join(cwd, name)) >= 3) return { child, partial: name }
    if (child.exitCode !== null) throw new Error(`the run ended by itself (${child.exitCode})`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function results(directory: string): number {
  const path = join(directory, 'events.ndjson')
  if (!existsSync(path)) return 0
  return readFileSync(path, 'utf8').split('"kind":"result"').length - 1
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

/** What everything says of the record of such a run. */
async function checkIncomplete(cwd: string, partial: string): Promise<void> {
  const verified = await say(['verify', partial, '--json'], { cwd })
  expect(verified.exitCode).toBe(2)
  expect(JSON.parse(verified.out)).toMatchObject({ status: 'incomplete' })
  const folded = await say(['report', partial], { cwd })
  expect(folded.exitCode).toBe(3)
  expect(folded.out).toMatch(/the run did not end; \d+ of \d+ scenarios ran/)
  const text = (name: string) => readFileSync(join(cwd, partial, name), 'utf8')
  const report = JSON.parse(text('report.json')) as {
    run: { planned: number }
    scenarios: object[]
  }
  expect(report).toMatchObject({ outcome: { verdict: 'incomplete' }, run: { complete: false } })
  expect(report.scenarios.length).toBeGreaterThanOrEqual(3)
  expect(report.run.planned).toBeGreaterThan(report.scenarios.length)
  expect(text('summary.md')).toMatch(/^# Incomplete/)
  expect(text('junit.xml')).toContain('type="incomplete"')
  expect(text('report.html')).toContain('the run did not end')
}

async function checkKilled(signal: NodeJS.Signals, exitCode: number | null): Promise<void> {
  await inDirectory({ 'slow.mjs': DRIVER }, async (cwd) => {
    await say(['run', '--clause', 'SYST-CHK-04', '--out', 'latest'], { cwd })
    const before = readFileSync(join(cwd, 'latest', 'events.ndjson'), 'utf8')
    const { child, partial } = await runFor(cwd)
    const end = ended(child)
    child.kill(signal)
    expect(await end).toBe(exitCode)
    expect(readFileSync(join(cwd, 'latest', 'events.ndjson'), 'utf8')).toBe(before)
    await checkIncomplete(cwd, partial)
    // The next run clears away what this one left, once it has begun in the same place.
    await say(['run', '--clause', 'SYST-CHK-04', '--out', 'latest'], { cwd })
    expect(readdirSync(cwd).sort()).toEqual(['latest', 'slow.mjs'])
  })
}

// Windows knows no signals; there a process is ended as SIGKILL does.
describe.skipIf(process.platform === 'win32')('a run that is ended', () => {
  test('by Ctrl-C', () => checkKilled('SIGINT', 3))
  test('by SIGTERM', () => checkKilled('SIGTERM', 3))
  test('by SIGKILL', () => checkKilled('SIGKILL', null))
})
