import { expect, test } from 'vitest'
import { Progress } from './progress.js'

/** What is drawn of a run of a thousand scenarios that take so long each. */
function drawn(options: { ms: number; scenarios?: number; failing?: number; terminal?: boolean }) {
  let now = 0
  const lines: string[] = []
  const io = {
    cwd: '.',
    isTerminal: options.terminal ?? true,
    out: () => {},
    error: (text: string) => void lines.push(text),
  }
  const progress = new Progress(1_000, io, () => now)
  for (let index = 0; index < (options.scenarios ?? 500); index++) {
    progress.begin(`features/x.feature#SYST-ERR-01/case-${index}`)
    now += options.ms
    progress.step(index < (options.failing ?? 0) ? 'failed' : 'passed')
  }
  progress.clear()
  return lines
}

/** What stands on the screen before the line is cleared at the end. */
function lastLine(lines: readonly string[]): string {
  return (lines.at(-2) ?? '').replace('\r\u001b[2K', '')
}

test('rate, rest and the current scenario are those of the run', () => {
  expect(lastLine(drawn({ ms: 10 }))).toBe('490 of 1000, 100/s, 6 s left  SYST-ERR-01/case-490')
  expect(lastLine(drawn({ ms: 500 }))).toBe(
    '499 of 1000, 2.0/s, 4 min 11 s left  SYST-ERR-01/case-499',
  )
})

test('what did not pass is counted', () => {
  expect(lastLine(drawn({ ms: 10, failing: 3 }))).toContain('490 of 1000, 3 not passed, ')
})

test('the current scenario is shown while it runs, not after', () => {
  const [only = ''] = drawn({ ms: 60_000, scenarios: 1 })
  expect(only).toContain('0 of 1000  SYST-ERR-01/case-0')
})

test('it is drawn ten times a second at most, and cleared at the end', () => {
  const lines = drawn({ ms: 1 })
  expect(lines.length).toBeLessThan(10)
  expect(lines.at(-1)).toBe('\r\u001b[2K')
})

test('nothing is drawn in a pipe', () => {
  expect(drawn({ ms: 10, terminal: false })).toEqual([])
})

test('a line fits a terminal', () => {
  for (const line of drawn({ ms: 10 })) expect(line.length).toBeLessThanOrEqual(78 + 5)
})
