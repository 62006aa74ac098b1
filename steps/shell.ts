import { command, type Params, phrase, type Table, tablePhrase } from '../harness/index.js'
import { choice } from './parameter-types.js'
import { records } from './tables.js'

type Shell = Pick<Params<'shell.run'>, 'shell' | 'elevated'>

choice<Shell>('shell', 'Where a command line is typed', {
  'an elevated PowerShell': { shell: 'PowerShell', elevated: true },
  'an ordinary PowerShell': { shell: 'PowerShell', elevated: false },
  'an elevated command prompt': { shell: 'command prompt', elevated: true },
  'an ordinary command prompt': { shell: 'command prompt', elevated: false },
})

phrase(
  'the operator runs {string} in {shell}',
  'One command line, to its end; the reply is the command with its output.',
  (line: string, shell: Shell) => command('shell.run', { ...shell, line }, { as: 'command' }),
)

phrase(
  'the operator starts {string} in {shell}',
  'One command line that goes on beside the steps that follow.',
  (line: string, shell: Shell) =>
    command('shell.run', { ...shell, line }, { session: 'started command' }),
)

phrase(
  'the operator runs {string} in {shell} {int} times, {duration} apart',
  'One command line that shows a job, the first time at once; the reply is the watched job.',
  (line: string, shell: Shell, times: number, everySeconds: number) =>
    command('shell.watch', { ...shell, line, times, everySeconds }, { as: 'watched job' }),
)

tablePhrase(
  'the output lists',
  'These rows of the last command and no others. The first row names the columns that count.',
  (rows: Table) => ({ reply: 'command', expect: { rows: records(rows) } }),
)

choice('elevation', 'Whose rights the operator has', {
  'as administrator': true,
  'without elevation': false,
})

phrase(
  'the operator validates Windows Server Backup onto volume {volume} {elevation}',
  'Get-WBJob, a test backup, polls, the final state; the reply is the validation and its verdict.',
  (target: string, elevated: boolean) =>
    command('validation.run', { target, elevated }, { as: 'validation' }),
)
