import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inDirectory, say } from './cli.fixture.js'

const LONG = 'x'.repeat(5000)

/** Words of a command line, and what its one line of complaint must say. */
const BAD: readonly (readonly [readonly string[], RegExp])[] = [
  [['rnu'], /no command "rnu"\. Hint: The nearest is "run"/],
  [['replya', 'x'], /The nearest is "replay"/],
  [['help', 'rnu'], /no command "rnu"/],
  [['xyzzy'], /no command "xyzzy"\. Hint: The commands are run, clauses/],
  [[''], /no command ""/],
  [['RUN'], /The nearest is "run"/],
  [['--frob'], /cannot start: unknown option "--frob"/],
  [['--verison'], /The nearest is "--version"/],
  [['--seed', '1', 'run'], /unknown option "--seed"/],
  [['run', '--tgas', '@a'], /cannot run: unknown option "--tgas"\. Hint: The nearest is "--tags"/],
  [['run', '--tgas=@a'], /unknown option "--tgas=@a"\. Hint: The nearest is "--tags"/],
  [['run', '-x'], /unknown option "-x"/],
  [['run', 'features'], /too many arguments/],
  [['run', '--'], /./],
  [['run', '--tags'], /argument missing/],
  [['run', '--tags', ''], /"--tags" wants a value/],
  [['run', '--tags', '--seed', '1'], /"--tags" wants a value, and "--seed" follows/],
  [['run', '--tags', '@a and'], /a tag is missing, at character 7/],
  [['run', '--tags', '@a @b'], /"and" or "or" is missing before "@b", at character 4/],
  [['run', '--tags', '(@a or @b'], /"\(" without its "\)", at character 1/],
  [['run', '--tags', '@a)'], /"\)" without its "\(", at character 3/],
  [['run', '--tags', 'and @a'], /"and" where a tag should be, at character 1/],
  [['run', '--tags', '@a or or @b'], /"or" where a tag should be, at character 7/],
  [['run', '--tags', 'slow'], /"slow" is not a tag/],
  [['run', '--tags', '@a\\b'], /not a tag/],
  [['run', '--tags', '()'], /"\)" where a tag should be, at character 2/],
  [['run', '--tags', '@a', '--tags', '@b'], /"--tags" is given twice/],
  [['run', '--tags', LONG], /longer than 4096 characters/],
  [['run', '--clause'], /argument missing/],
  [['run', '--clause', 'SYST-ERR-99'], /no clause "SYST-ERR-99"\. Hint: The nearest is "SYST-/],
  [['run', '--clause', 'syst-err-02'], /The nearest is "SYST-ERR-02"/],
  [['run', '--clause=', 'x'], /"--clause" wants a value/],
  [['run', '--seed'], /argument missing/],
  [['run', '--seed', '-1'], /cannot read --seed "-1" as a whole number/],
  [['run', '--seed', '1.5'], /cannot read --seed "1\.5"/],
  [['run', '--seed', '1e3'], /cannot read --seed "1e3"/],
  [['run', '--seed', '0x10'], /cannot read --seed/],
  [['run', '--seed', ''], /cannot read --seed ""/],
  [['run', '--seed', ' 1'], /cannot read --seed/],
  [['run', '--seed', 'NaN'], /cannot read --seed/],
  [['run', '--seed', '9007199254740992'], /from 0 to 9007199254740991/],
  [['run', '--seed', LONG], /cannot read --seed/],
  [['run', '--seed=1', '--seed=2'], /"--seed" is given twice/],
  [['run', '--target', 'engin'], /no target "engin"\. Hint: The nearest is "engine"/],
  [['run', '--target', 'driver:'], /names no command/],
  [['run', '--target', 'driver'], /names no command/],
  [['run', '--target', 'Oracle'], /no target "Oracle"/],
  [['run', '--target', 'engine', '--target', 'engine'], /"engine" is given twice/],
  [['run', '--features', 'nowhere'], /cannot read --features "nowhere": it is not there/],
  [['run', '--features', 'package.json'], /it is not a directory/],
  [['run', '--scenarios', 'nowhere'], /cannot read --scenarios "nowhere": it is not there/],
  [['run', '--out', ''], /"--out" wants a value/],
  [['run', '--out', 'package.json'], /cannot write the report to "package\.json": it is a file/],
  [['run', '--out', 'package.json/x'], /is a file/],
  [['run', '--out', 'engine', '--clause', 'SYST-ERR-02'], /holds other files/],
  [['run', '--out', 'a\u0000b'], /control characters/],
  [['clauses', 'SYST-ERR-9'], /no clause "SYST-ERR-9"/],
  [['clauses', '--vocabulary', '--json'], /"--vocabulary" stands alone/],
  [['clauses', '--mising'], /The nearest is "--missing"/],
  [['replay'], /missing required argument/],
  [['replay', 'nowhere.yaml'], /cannot read "nowhere\.yaml": there is no such file/],
  [['replay', 'harness'], /it is a directory/],
  [['replay', 'package.json'], /package\.json:\d+:\d+: there is no key "name"/],
  [['replay', 'x.yaml', '--target', 'engine', '--target', 'engine'], /given twice/],
  [['scenario'], /cannot tell what to print/],
  [['scenario', 'x.yaml'], /cannot tell what to print/],
  [['scenario', 'x.yaml', '--schema'], /"--schema" stands alone/],
  [['scenario', 'x.yaml', '--feature'], /there is no such file/],
  [['scenario', 'x.yaml', 'y.yaml'], /too many arguments/],
  [['verify'], /missing required argument/],
  [['verify', 'harness'], /there is no events\.ndjson/],
  [['verify', 'nowhere', '--key', 'x.pem'], /there is no events\.ndjson/],
  [['diff', 'harness'], /missing required argument/],
  [['diff', 'harness', 'harness'], /cannot compare "harness": there is no events\.ndjson/],
  [['report', 'harness'], /cannot fold "harness"/],
  [['diff', 'a', 'b', '--jsn'], /The nearest is "--json"/],
  [['run', '--history', 'package.json'], /cannot write the history to "package\.json"/],
  [['run', '--retry', '-1'], /cannot read --retry/],
  [['run', '--retry', '1001'], /from 0 to 1000/],
  [['run', '--sign', 'nowhere.pem'], /cannot read --sign "nowhere\.pem": there is no such file/],
  [['run', '--sign', 'package.json'], /holds no key of the right kind/],
  [['run', '--baseline', 'nowhere.yml'], /cannot read --baseline/],
  [['init', '--ci', 'gthub'], /no pipeline "gthub"\. Hint: The nearest is "github"/],
  [['completion', 'bsh'], /no completion for the shell "bsh"\. Hint: The nearest is "bash"/],
  [['completion', 'cmd.exe'], /The shells are bash, zsh, fish, powershell/],
  [['watch', '--features', 'nowhere'], /cannot watch "nowhere"/],
  [['prove', 'x'], /too many arguments/],
  [['prove', '--quik'], /The nearest is "--quick"/],
  [['drive', '--listen', 'x'], /unknown option "--listen"/],
  [['doctor', 'me'], /too many arguments/],
]

async function checkRefused(argv: readonly string[], complaint: RegExp): Promise<void> {
  const { exitCode, out, error } = await say(argv)
  expect(error).toMatch(complaint)
  expect({ exitCode, out }).toEqual({ exitCode: 64, out: '' })
  expect(error).toMatch(/^frostproof: [^\n]+\n$/)
  expect(error).not.toMatch(/\n\s+at |\.js:\d+:\d+\)/)
}

describe('bad usage is one line and exit code 64', () => {
  for (const [argv, complaint] of BAD.filter(([words]) => words[1] !== '--'))
    test(JSON.stringify(argv).slice(0, 80), () => checkRefused(argv, complaint))

  test.skipIf(process.platform !== 'linux')('a file system that takes no directories', () =>
    checkRefused(['run', '--out', '/proc/frostproof/r'], /no directory can be made in "\/proc"/),
  )

  test('a place nobody may write to', () =>
    inDirectory({}, async (directory) => {
      const place = join(directory, 'locked')
      mkdirSync(place)
      chmodSync(place, 0o500)
      // Nothing is locked to an administrator.
      if (process.getuid?.() !== 0 && process.platform !== 'win32')
        await checkRefused(['run', '--out', join(place, 'r')], /no directory can be made/)
    }))
})

test('nothing to do at all prints the help, on standard error', async () => {
  const { exitCode, out, error } = await say([])
  expect({ exitCode, out }).toEqual({ exitCode: 64, out: '' })
  expect(error).toContain('Usage: frostproof')
})

describe('help and version are answers, not mistakes', () => {
  const COMMANDS = ['run', 'clauses', 'replay', 'scenario', 'drive', 'prove', 'verify', 'doctor']
  COMMANDS.push('diff', 'report', 'init', 'watch', 'completion')
  for (const argv of [['--help'], ['-h'], ...COMMANDS.map((name) => [name, '--help'])])
    test(argv.join(' '), async () => {
      const { exitCode, out, error } = await say(argv)
      expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' })
      expect(out).toContain('Usage: frostproof')
    })

  test('help run is run --help', async () => {
    expect((await say(['help', 'run'])).out).toBe((await say(['run', '--help'])).out)
  })
  test('help lists only commands that exist, and none of them for shells alone', async () => {
    const { out } = await say(['--help'])
    for (const name of COMMANDS) expect(out).toContain(`\n  ${name} `)
    const listed = [...out.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name = '']) => name)
    expect(listed).not.toContain('complete')
    for (const name of listed.filter((each) => each !== 'frostproof'))
      expect((await say([name, '--help'])).out).toContain(`Usage: frostproof ${name}`)
  })
  test('help teaches with examples, and their command lines can be read', async () => {
    for (const name of ['run', 'clauses', 'replay', 'diff', 'verify', 'init', 'completion']) {
      const { out } = await say([name, '--help'])
      expect(out).toMatch(new RegExp(`Examples:\n  .*frostproof ${name} `))
    }
  })
  test('--version', async () => expect((await say(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/))
})
