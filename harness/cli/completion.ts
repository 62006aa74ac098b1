// Completion in shells. The scripts are a few lines each and ask `frostproof complete -- WORDS…` what
// may come next, so that all shells know the same and the knowledge is in one place.

import type { Command, Option } from 'commander'
import { loadCatalogue } from '../clauses/catalogue.js'
import { nearest } from '../scenario/nearest.js'
import type { Io } from './io.js'
import { isHidden } from './pipeline-commands.js'
import { EXIT, nearestHint, UsageError } from './usage.js'

const BASH = `_frostproof() {
  local IFS=$'\\n' words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($(compgen -W "$(frostproof complete -- "\${words[@]}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _frostproof frostproof
`

const ZSH = `#compdef frostproof
_frostproof() {
  local -a found
  found=(\${(f)"$(frostproof complete -- "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _frostproof frostproof
`

const FISH = `function __frostproof_complete
  set -l words (commandline -opc)[2..-1] (commandline -ct)
  frostproof complete -- $words 2>/dev/null
end
complete -c frostproof -a '(__frostproof_complete)'
`

const POWERSHELL = `Register-ArgumentCompleter -Native -CommandName frostproof -ScriptBlock {
  param($word, $tree, $position)
  $words = @($tree.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '""' }
  frostproof complete -- @words 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
}

export async function completion(shell: string, io: Io): Promise<number> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
  if (script === undefined) {
    const shells = Object.keys(SCRIPTS)
    throw new UsageError(
      `there is no completion for the shell "${shell.slice(0, 60)}"`,
      nearestHint(nearest(shell, shells)) ?? `The shells are ${shells.join(', ')}.`,
    )
  }
  io.out(script)
  return EXIT.conformant
}

/** Prints what may stand in the place of the last word, one candidate on a line. */
export async function complete(
  words: readonly string[],
  program: Command,
  io: Io,
): Promise<number> {
  const last = words.at(-1) ?? ''
  const word = last === '""' ? '' : last
  const found = candidates(words.slice(0, -1), word, program)
  const fitting = found.filter((each) => each.toLowerCase().startsWith(word.toLowerCase()))
  io.out(fitting.map((each) => `${each}\n`).join(''))
  return EXIT.conformant
}

function candidates(before: readonly string[], word: string, program: Command): readonly string[] {
  const commands = program.commands.filter((each) => !isHidden(each))
  const names = commands.map((each) => each.name())
  const command = commands.find((each) => each.name() === before[0])
  if (command === undefined) {
    if (before.length > 0) return []
    return word.startsWith('-') ? ['--help', '--version'] : [...names, 'help']
  }
  const flag = before.at(-1) ?? ''
  const option = command.options.find((each) => each.long === flag)
  if (option !== undefined && takesValue(option)) return valuesOf(option.long ?? '')
  if (word.startsWith('-')) return flagsOf(command, before)
  return wordsOf(command.name())
}

function takesValue(option: Option): boolean {
  return option.required || option.optional
}

const REPEATABLE = ['--target', '--clause', '--features', '--scenarios']

function flagsOf(command: Command, before: readonly string[]): string[] {
  const flags = command.options.flatMap(({ long }) => long ?? [])
  return [...flags, '--help'].filter((flag) => REPEATABLE.includes(flag) || !before.includes(flag))
}

/** Nothing where a file or a folder is meant: the shell knows those. */
function valuesOf(flag: string): string[] {
  if (flag === '--clause') return clauseIds()
  if (flag === '--tags') return clauseIds().map((id) => `@${id}`)
  if (flag === '--target') return ['engine', 'driver:', 'sqlserver']
  if (flag === '--ci') return ['github', 'azure', 'gitlab']
  return []
}

function wordsOf(command: string): string[] {
  if (command === 'clauses') return clauseIds()
  return command === 'completion' ? Object.keys(SCRIPTS) : []
}

function clauseIds(): string[] {
  return loadCatalogue().clauses.map(({ id }) => id)
}
