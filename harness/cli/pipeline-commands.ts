// The commands around a run: for pipelines, for people who come back to a report, and for shells.

import type { Command } from 'commander'
import type { Io } from './io.js'
import { several, single, times } from './options.js'

export type Finish = (exitCode: number) => void

export function addPipelineCommands(program: Command, io: Io, finish: Finish): void {
  addReports(program, io, finish)
  addAllure(program, io, finish)
  addSetUp(program, io, finish)
}

function addReports(program: Command, io: Io, finish: Finish): void {
  program
    .command('diff')
    .argument('<OLD>', 'a report directory')
    .argument('<NEW>', 'another one')
    .description('what changed between two reports, and why: exit code 1 on a regression')
    .option('--markdown', 'print Markdown')
    .option('--json', 'print JSON')
    .option('--slower <N>', 'how many times as long is slower (default: 3)', times('--slower'))
    .action(async (before, after, options) =>
      finish(await (await import('./diff.js')).diff([before, after], options, io)),
    )
  program
    .command('verify')
    .argument('<DIR>', 'a report directory')
    .description('check that the record of a report is whole and untouched')
    .option('--key <FILE>', 'the public key it must be signed with (PEM)', single('--key'))
    .option('--json', 'print JSON')
    .action(async (directory, options) =>
      finish(await (await import('./verify.js')).verify(directory, options, io)),
    )
  program
    .command('report')
    .argument('<DIR>', 'a report directory, also that of a run which was killed')
    .description('fold the record of a report once more')
    .option('--json', 'print JSON')
    .action(async (directory, options) =>
      finish(await (await import('./report.js')).report(directory, options, io)),
    )
}

function addAllure(program: Command, io: Io, finish: Finish): void {
  program
    .command('allure')
    .argument('[DIR]', 'a report directory (default: reports/latest)')
    .description('fold a report into results for Allure, and those into its report (needs Java)')
    .option('--out <DIR>', 'where (default: reports/allure)', single('--out'))
    .option('--results-only', 'leave the report to an Allure elsewhere')
    .action(async (directory, options) =>
      finish(await (await import('./allure.js')).allure(directory, options, io)),
    )
}

function addSetUp(program: Command, io: Io, finish: Finish): void {
  program
    .command('init')
    .description('write a pipeline file and a first scenario')
    .option('--ci <NAME>', 'github, azure or gitlab (default: what is there)', single('--ci'))
    .option('--json', 'print JSON')
    .action(async (options) => finish(await (await import('./init.js')).init(options, io)))
  program
    .command('watch')
    .description('replay what a saved feature, step, scenario or engine file concerns')
    .option('--features <DIR>', 'features of your own (repeatable)', several('--features'))
    .option('--scenarios <DIR>', 'scenario files of your own', several('--scenarios'))
    .action(async (options) => finish(await (await import('./watch.js')).watch(options, io)))
  program
    .command('completion')
    .argument('<SHELL>', 'bash, zsh, fish or powershell')
    .description('print what makes a shell complete frostproof')
    .action(async (shell) => finish(await (await import('./completion.js')).completion(shell, io)))
  program
    .command('complete', { hidden: true })
    .argument('[WORDS...]', 'the words so far; the last one is completed')
    .allowUnknownOption()
    .action(async (words) =>
      finish(await (await import('./completion.js')).complete(words, program, io)),
    )
}

/** Commander keeps what it hides under a name of its own. */
export function isHidden(command: Command): boolean {
  return (command as unknown as { readonly _hidden: boolean })._hidden
}
