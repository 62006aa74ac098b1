// The command lines that the document speaks of, as a person would type them.

import type { Process } from '../../../sim/index.js'
import type { Machine } from '../machine.js'
import { getWbJob } from './get-wb-job.js'
import { vssadmin } from './vssadmin.js'
import { wbadmin } from './wbadmin.js'
import { getWindowsFeature, installWindowsFeature } from './windows-feature.js'
import { parseLine, type Words } from './words.js'

export interface CommandLine {
  readonly shell: 'PowerShell' | 'command prompt'
  readonly elevated: boolean
  readonly line: string
}

export type Row = Readonly<Record<string, string | number>>

export interface ShellAnswer {
  readonly exitCode: number
  /** What a person would read. */
  readonly text: string
  readonly rows: readonly Row[]
}

interface Program {
  readonly shell: CommandLine['shell'] | 'any'
  readonly needsElevation: boolean
  readonly run: (machine: Machine, words: Words) => ShellAnswer | Process<ShellAnswer>
}

const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['get-wbjob', { shell: 'PowerShell', needsElevation: true, run: getWbJob }],
  ['get-windowsfeature', { shell: 'PowerShell', needsElevation: false, run: getWindowsFeature }],
  [
    'install-windowsfeature',
    { shell: 'PowerShell', needsElevation: true, run: installWindowsFeature },
  ],
  ['wbadmin', { shell: 'any', needsElevation: true, run: wbadmin }],
  ['vssadmin', { shell: 'any', needsElevation: true, run: vssadmin }],
])

/** Starts a line; what takes time comes back as a process. */
export function startLine(machine: Machine, line: CommandLine): ShellAnswer | Process<ShellAnswer> {
  const words = parseLine(line.line)
  const program = PROGRAMS.get(words.program.toLowerCase())
  if (program === undefined || (program.shell !== 'any' && program.shell !== line.shell))
    return unrecognised(words.program)
  if (program.needsElevation && !line.elevated)
    return {
      exitCode: 5,
      text: `${words.program} must be run elevated; this ${line.shell} is not elevated.`,
      rows: [],
    }
  return program.run(machine, words)
}

/** For lines that answer at once. */
export function runLine(machine: Machine, line: CommandLine): ShellAnswer {
  const answer = startLine(machine, line)
  return 'exitCode' in answer ? answer : unrecognised(line.line)
}

export function unrecognised(name: string): ShellAnswer {
  const text =
    `The term '${name}' is not recognized as the name of a cmdlet, function, script file, or ` +
    'operable program. Check the spelling of the name, or if a path was included, whether it is right.'
  return { exitCode: 1, text, rows: [] }
}

export function complaint(text: string): ShellAnswer {
  return { exitCode: 1, text, rows: [] }
}

export function answerRows(rows: readonly Row[]): ShellAnswer {
  const text = rows
    .map((row) =>
      Object.entries(row)
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n'),
    )
    .join('\n\n')
  return { exitCode: 0, text, rows }
}
