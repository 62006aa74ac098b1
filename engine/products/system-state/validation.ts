// Validating Windows Server Backup (source, "validate Windows Server Backup status"): Get-WBJob must
// answer, a test backup is run and followed, and its final state gives the verdict.

import { seconds } from '../../base/units.js'
import { later, type Process, sleepUntil, type Task } from '../../sim/index.js'
import type { Machine } from './machine.js'
import { runLine, type ShellAnswer, startLine } from './shell/shell.js'

const POLL_EVERY = seconds(10)

export interface Validation {
  readonly lines: readonly string[]
  readonly passed: boolean
  readonly verdict: string
}

export function* validate(
  machine: Machine,
  request: { readonly target: string; readonly elevated: boolean },
): Process<Validation> {
  const lines: string[] = []
  const { elevated } = request
  const ask = (line: string): ShellAnswer => {
    const answer = runLine(machine, { shell: 'PowerShell', elevated, line })
    lines.push(`${line}: ${summary(answer, elevated)}`)
    return answer
  }
  if (ask('Get-WBJob').exitCode !== 0)
    return { lines, passed: false, verdict: invalidOr(elevated, 'WSB PowerShell does not answer') }
  const line = `wbadmin start systemstatebackup -backuptarget:${request.target} -quiet`
  const started = startLine(machine, { shell: 'command prompt', elevated, line })
  lines.push(`${line}: ${'exitCode' in started ? started.text : 'started'}`)
  if ('exitCode' in started)
    return { lines, passed: false, verdict: invalidOr(elevated, started.text) }
  const task = machine.sim.spawn('test backup', started)
  yield* poll(machine, task, () => ask('Get-WBJob'))
  const last = ask('Get-WBJob -Previous 1').rows[0]
  const passed = last?.['JobState'] === 'Completed'
  const verdict = passed ? 'healthy' : `WSB issue: ${last?.['ErrorDescription'] ?? 'no job'}`
  return { lines, passed, verdict }
}

/** A command run without elevation says nothing about the backup. */
function summary(answer: ShellAnswer, elevated: boolean): string {
  if (!elevated) return 'invalid, not elevated'
  if (answer.exitCode !== 0) return answer.text.replace(/^The term '[^']*' /, '')
  return String(answer.rows[0]?.['JobState'] ?? 'no job')
}

function* poll(machine: Machine, task: Task<ShellAnswer>, ask: () => unknown): Process {
  while (task.state === 'running') {
    ask()
    yield* sleepUntil(later(machine.sim.now, POLL_EVERY))
  }
}

function invalidOr(elevated: boolean, verdict: string): string {
  return elevated ? `WSB issue: ${verdict}` : 'invalid: the commands were not run elevated'
}
