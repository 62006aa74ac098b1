// Random command lines: whatever somebody types, no stack trace, and an exit code that is documented.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inDirectory, type Said, say } from './cli.fixture.js'
import { EXIT } from './usage.js'

const COMMANDS = ['run', 'clauses', 'replay', 'scenario', 'verify', 'diff', 'report', 'init']
COMMANDS.push('completion', 'complete', 'help', 'doctor', 'xyzzy', '')
/** These go on for long or wait for input, so they get a flag that nobody knows. */
const ENDLESS = ['prove', 'drive', 'watch', 'serve', 'explore', 'allure']

const FLAGS = ['--target', '--tags', '--clause', '--features', '--scenarios', '--seed', '--out']
FLAGS.push('--baseline', '--retry', '--history', '--sign', '--json', '--missing', '--vocabulary')
FLAGS.push('--schema', '--feature', '--key', '--markdown', '--slower', '--ci', '--help', '-V', '--')
FLAGS.push('--jobs', '--no-such-flag', '-x', '--json=1', '--seed=', '--clause=SYST-CHK-04')

const VALUES = [
  'engine',
  'driver:',
  'driver:no-such-program',
  'SYST-CHK-04',
  'SYST-CHK-4',
  '1',
  '-1',
]
VALUES.push(
  '0',
  '1e9',
  '.',
  '..',
  'report',
  'nowhere',
  'case.yaml',
  'known.yml',
  'key.pem',
  '@slow',
)
VALUES.push(
  '@SYST-CHK-04 and',
  'bash',
  'github',
  'a\u0000b',
  '\u202e',
  '\'"`$(x)',
  'x'.repeat(5_000),
)

const CASE = `title: Something of mine
steps:
  - { do: service.query, with: { service: VSS }, expect: { state: Running } }
`

const word = fc.oneof(
  { arbitrary: fc.constantFrom(...FLAGS), weight: 3 },
  { arbitrary: fc.constantFrom(...VALUES), weight: 3 },
  { arbitrary: fc.string({ maxLength: 12 }), weight: 1 },
)
const vector = fc
  .tuple(fc.constantFrom(...COMMANDS, ...ENDLESS), fc.array(word, { maxLength: 6 }))
  .map(([command, words]) => vectorOf(command, words))

/** A whole run takes its time; one clause of it does not. */
function vectorOf(command: string, words: readonly string[]): string[] {
  if (ENDLESS.includes(command)) return [command, '--no-such-flag', ...words]
  return command === 'run' ? ['run', '--clause', 'SYST-CHK-04', ...words] : [command, ...words]
}

function checkSaid(argv: readonly string[], { exitCode, out, error }: Said): void {
  const shown = JSON.stringify(argv).slice(0, 300)
  expect(Object.values(EXIT), shown).toContain(exitCode)
  expect(`${out}${error}`, shown).not.toMatch(/\n\s+at .+:\d+:\d+|harness failed: \w*Error/)
  // Bad usage without a reason would be a riddle.
  if (exitCode === EXIT.usage) expect(error, shown).not.toBe('')
}

test('two hundred random command lines', () =>
  inDirectory({ 'case.yaml': CASE, 'known.yml': '- {}\n', 'key.pem': 'no key' }, async (cwd) => {
    mkdirSync(join(cwd, 'report'))
    const property = fc.asyncProperty(vector, async (argv) =>
      checkSaid(argv, await say(argv, { cwd })),
    )
    await fc.assert(property, { numRuns: Number(process.env['FROSTPROOF_CASES'] ?? 200) })
  }))
