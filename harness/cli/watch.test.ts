import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inDirectory } from './cli.fixture.js'
import { packageRoot } from './place.js'
import { Findings, lineOf } from './watch-findings.js'
import type { FileOutcome } from './watch-worker.js'

function outcome(name: string, change: Partial<FileOutcome> = {}): FileOutcome {
  const results = [{ id: `${name}#X/y`, verdict: 'passed' as const, reason: null }]
  const file = { path: `/there/${name}`, name }
  return { kind: 'file', file, results, problem: null, touched: [], ms: 1, ...change }
}

function failing(name: string): FileOutcome {
  return outcome(name, { results: [{ id: `${name}#X/y`, verdict: 'failed', reason: 'why' }] })
}

function knowing(...outcomes: readonly FileOutcome[]): Findings {
  const findings = new Findings()
  findings.loads(['engine/a.js', 'engine/b.js', 'engine/table.js'])
  for (const each of outcomes) findings.note(each)
  return findings
}

function concerned(findings: Findings, ...modules: readonly string[]): string[] {
  return findings.concerned(modules).map(({ name }) => name)
}

test('code concerns the files that ran some of it', () => {
  const findings = knowing(
    outcome('one', { touched: ['engine/a.js'] }),
    outcome('two', { touched: ['engine/a.js', 'engine/b.js'] }),
  )
  expect(concerned(findings, 'engine/b.js')).toEqual(['two'])
  expect(concerned(findings, 'engine/a.js')).toEqual(['one', 'two'])
})

test('code that no replay loads concerns nothing', () => {
  expect(concerned(knowing(outcome('one')), 'harness/report/junit.js')).toEqual([])
})

test('code without a function that ran, such as a table, may matter to all', () => {
  const findings = knowing(outcome('one', { touched: ['engine/a.js'] }), outcome('two'))
  expect(concerned(findings, 'engine/table.js')).toEqual(['one', 'two'])
})

test('what failed comes first, then what is over soonest', () => {
  const touched = ['engine/a.js']
  const findings = knowing(
    outcome('slow', { touched, ms: 90 }),
    outcome('quick', { touched, ms: 10 }),
    { ...failing('broken'), touched, ms: 500 },
  )
  expect(concerned(findings, 'engine/a.js')).toEqual(['broken', 'quick', 'slow'])
})

test('a failure is told, and so is its end', () => {
  const findings = new Findings()
  expect(findings.note(failing('one'))).toEqual(['FAILED  one#X/y', '  why'])
  expect(findings.open()).toEqual(['one'])
  expect(findings.note(outcome('one'))).toEqual(['passed again  one#X/y'])
  expect(findings.note(outcome('one'))).toEqual([])
  expect(findings.open()).toEqual([])
})

test('a file that is gone is forgotten', () => {
  const findings = knowing({ ...failing('one'), touched: ['engine/a.js'] })
  findings.forget('one')
  expect(findings.open()).toEqual([])
  expect(concerned(findings, 'engine/a.js')).toEqual([])
})

test('a round ends with one line', () => {
  const findings = knowing(failing('one'), outcome('two'))
  expect(lineOf('x.feature', findings.sumOf(['one', 'two']), 1234)).toBe(
    'x.feature: 2 scenarios in 2 files, 1 passed, 1 not (1.23 s)\n',
  )
})

/** Waits until the child has said it; what it says again later is looked for from there on. */
function listener(child: ChildProcess): (pattern: RegExp) => Promise<string> {
  let said = ''
  let wake = () => {}
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
    wake()
  })
  return async (pattern) => {
    for (;;) {
      const found = pattern.exec(said)
      if (found !== null) {
        said = said.slice(found.index + found[0].length)
        return found[0]
      }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}

test.skipIf(process.platform === 'win32')('a saved feature is replayed, and nothing else', () =>
  inDirectory({}, async (cwd) => {
    const text = readFileSync(join(packageRoot, 'features/system-state/services.feature'), 'utf8')
    for (const name of ['one', 'two']) writeFileSync(join(cwd, `${name}.feature`), text)
    const words = [join(packageRoot, 'bin', 'frostproof.js'), 'watch', '--features', '.']
    const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    const hears = listener(child)
    try {
      expect(await hears(/everything: .*\n/)).toMatch(/\d+ scenarios in 2 files, \d+ passed \(/)
      writeFileSync(join(cwd, 'one.feature'), text.replace(/Then .*/, 'Then nobody says this'))
      expect(await hears(/one\.feature: .*\n/)).toMatch(/in 1 files/)
      writeFileSync(join(cwd, 'one.feature'), text)
      expect(await hears(/one\.feature: .*\n/)).toMatch(/in 1 files, \d+ passed \(/)
    } finally {
      child.kill('SIGTERM')
    }
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  }),
)
