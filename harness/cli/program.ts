// The commands and their flags. Each action imports its own file, so that help costs nothing but
// commander itself.

import { Command, CommanderError } from 'commander'
import { nearest } from '../scenario/nearest.js'
import { examplesOf } from './examples.js'
import type { Io } from './io.js'
import { seed, several, single, times } from './options.js'
import { addPipelineCommands, type Finish, isHidden } from './pipeline-commands.js'
import { addSqlServerFlags } from './sql-server-flags.js'
import { EXIT, nearestHint, UsageError } from './usage.js'

/** Runs one command line; bad usage is thrown as a `UsageError`. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.conformant
  const program = buildProgram(io, (code) => {
    exitCode = code
  })
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
  if (words.length === 0) {
    io.error(program.helpInformation())
    return EXIT.usage
  }
  requireCommand(program, words[0] ?? '')
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.conformant
    throw thrown
  }
  return exitCode
}

function buildProgram(io: Io, finish: Finish): Command {
  const program = new Command('frostproof')
    .description('A conformance and chaos harness for snapshot backup.')
    .option('-V, --version', 'print the version')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .addHelpText('after', EXIT_CODES)
  addRun(program, io, finish)
  addClauses(program, io, finish)
  addScenarioFiles(program, io, finish)
  addExplore(program, io, finish)
  addProofs(program, io, finish)
  addPipelineCommands(program, io, finish)
  for (const command of [program, ...program.commands]) speakPlainly(command, io)
  return program
}

function addRun(program: Command, io: Io, finish: Finish): void {
  addSqlServerFlags(program.command('run'))
    .description('replay features and scenario files on a target and write a report')
    .option('--target <T>', TARGET_HELP, several('--target'))
    .option('--tags <EXPR>', 'only what fits the tag expression', single('--tags'))
    .option('--clause <ID>', 'only what shows this clause (repeatable)', several('--clause'))
    .option('--features <DIR>', 'features of your own (repeatable)', several('--features'))
    .option('--scenarios <DIR>', 'scenario files of your own (repeatable)', several('--scenarios'))
    .option('--seed <N>', 'what all randomness comes from (default: 1)', seed('--seed'))
    .option('--out <DIR>', 'the report (default: reports/latest)', single('--out'))
    .option('--baseline <FILE>', 'failures that are known, counted apart', single('--baseline'))
    .option('--retry <N>', 'try again what did not pass; hides nothing', times('--retry'))
    .option('--timelines', 'keep the timelines of what passed (default: of 100 scenarios or fewer)')
    .option('--no-timelines', 'keep those of what did not pass only')
    .option('--jobs <N>', 'threads that play on the engine (default: what gains)', times('--jobs'))
    .option('--history <DIR>', 'where past runs are kept (reports/history)', single('--history'))
    .option('--sign <FILE>', 'sign the record with a private key (PEM)', single('--sign'))
    .option('--json', 'print what it came to as JSON')
    .addHelpText('after', EXIT_CODES)
    .action(async (options) => finish(await (await import('./run.js')).run(options, io)))
}

function addClauses(program: Command, io: Io, finish: Finish): void {
  program
    .command('clauses')
    .argument('[ID...]', 'only these clauses')
    .description('the catalogue of clauses, and which scenarios show each')
    .option('--missing', 'only clauses of finished systems that no scenario shows')
    .option('--json', 'print JSON')
    .option('--vocabulary', 'print the page of step phrases (features/README.md)')
    .action(async (ids, options) =>
      finish(await (await import('./clauses.js')).clauses(ids, options, io)),
    )
}

function addScenarioFiles(program: Command, io: Io, finish: Finish): void {
  addSqlServerFlags(program.command('replay'))
    .argument('<FILE...>', 'scenario files')
    .description('replay scenario files and print what happened')
    .option('--target <T>', TARGET_HELP, single('--target'))
    .option('--json', 'print one JSON object per file')
    .addHelpText('after', EXIT_CODES)
    .action(async (files, options) =>
      finish(await (await import('./replay.js')).replayFiles(files, options, io)),
    )
  program
    .command('scenario')
    .argument('[FILE]', 'a scenario file')
    .description('the schema of scenario files, or one file as a feature')
    .option('--schema', 'print the JSON Schema of scenario files')
    .option('--feature', 'print FILE as a feature')
    .action(async (file, options) =>
      finish(await (await import('./scenario.js')).scenario(file, options, io)),
    )
}

function addExplore(program: Command, io: Io, finish: Finish): void {
  program
    .command('explore')
    .description('search for a violation; save each as a shrunk scenario file')
    .option('--target <T>', TARGET_HELP, single('--target'))
    .option('--faults <HOW>', 'singles (default), pairs or random', single('--faults'))
    .option('--runs <N>', 'how many runs at most', seed('--runs'))
    .option('--for <DURATION>', 'how long at most: 90s, 10min, 2h', single('--for'))
    .option('--seed <N>', 'what all randomness comes from (default: 1)', seed('--seed'))
    .option('--out <DIR>', 'what it came to (default: reports/explore)', single('--out'))
    .option('--conversation <NAME>', 'only this one (repeatable)', several('--conversation'))
    .option(
      '--processes <N>',
      'how many share the work (default: what gains)',
      times('--processes'),
    )
    .option('--first', 'end with the first violation (default for a miniature)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXIT_CODES)
    .action(async (options) => finish(await (await import('./explore.js')).explore(options, io)))
}

function addProofs(program: Command, io: Io, finish: Finish): void {
  program
    .command('drive')
    .description('put the engine behind the driver protocol on standard input and output')
    .action(async () => finish(await (await import('./drive.js')).drive()))
  program
    .command('serve')
    .description('the engine as a SQL server, in real time on real files')
    .option(
      '--listen <HOST:PORT>',
      'where (default: 127.0.0.1:1433; port 0: any)',
      single('--listen'),
    )
    .option('--data <DIR>', 'its files (default: frostproof-data)', single('--data'))
    .option('--password-file <FILE>', 'the password of sa, in a file', single('--password-file'))
    .option(
      '--encrypt <POLICY>',
      'off (login only; default), on, strict or none',
      single('--encrypt'),
    )
    .option(
      '--tls-cert <FILE>',
      'a certificate (default: one of its own making)',
      single('--tls-cert'),
    )
    .option('--tls-key <FILE>', 'its key', single('--tls-key'))
    .option('-f, --minimal', 'start what is needed to configure the server, as -f does')
    .addHelpText('after', SERVE_HELP)
    .action(async (options) => finish(await (await import('./serve.js')).serve(options, io)))
  program
    .command('prove')
    .description('show that the suite can fail: exit code 1 on any survivor')
    .option('--quick', 'only what takes seconds')
    .option('--json', 'print JSON')
    .action(async (options) => finish(await (await import('./prove.js')).prove(options, io)))
  program
    .command('doctor')
    .description('what this machine can run, and how to get the rest')
    .option('--json', 'print JSON')
    .action(async (options) => finish(await (await import('./doctor.js')).doctor(io, options)))
}

/** Our own words instead of commander's, in one line, with what was probably meant. */
function speakPlainly(command: Command, io: Io): void {
  command
    .addHelpText('after', examplesOf(command.name()))
    .configureOutput({ writeOut: io.out, writeErr: () => {}, outputError: () => {} })
    .exitOverride((error) => {
      if (error.exitCode === 0) throw error
      throw plainError(error, command)
    })
}

function plainError(error: CommanderError, command: Command): UsageError {
  const name = command.name()
  const message = error.message.replace(/^error: /, '').replaceAll(/'([^']*)'/g, '"$1"')
  const flag = /^unknown option "([^"=]*)/.exec(message)?.[1]
  const flags = command.options.flatMap((option) => option.long ?? [])
  const hint = flag === undefined ? undefined : nearestHint(nearest(flag, [...flags, '--help']))
  return new UsageError(
    `cannot ${name === 'frostproof' ? 'start' : name}: ${message.replace(/\.$/, '')}`,
    hint ?? `See frostproof ${name === 'frostproof' ? '' : `${name} `}--help.`,
  )
}

function requireCommand(program: Command, word: string): void {
  const names = program.commands.map((command) => command.name())
  const shown = program.commands.filter((each) => !isHidden(each)).map((each) => each.name())
  if (word.startsWith('-') || names.includes(word)) return
  throw new UsageError(
    `there is no command "${word.slice(0, 60)}"`,
    nearestHint(nearest(word, shown)) ?? `The commands are ${shown.join(', ')}.`,
  )
}

const TARGET_HELP = 'engine (default), sqlserver, driver:COMMAND or miniature:NAME'

const SERVE_HELP = `
The password of sa is taken from --password-file, FROSTPROOF_SA_PASSWORD or MSSQL_SA_PASSWORD; without
one a new server makes its own and shows it once. FROSTPROOF_MINIMAL=1 is --minimal.
One line of JSON says where the server listens. SIGTERM ends it in order, a second signal at once.
`

const EXIT_CODES = `
Exit codes: 0 conformant, 1 violated, 2 undecided (unknown verdicts, clauses left unrun),
3 the harness failed or was interrupted, 64 bad usage.`
