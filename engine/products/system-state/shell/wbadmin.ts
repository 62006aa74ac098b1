import type { Process } from '../../../sim/index.js'
import { backupFeature } from '../features.js'
import type { Machine } from '../machine.js'
import { runSystemStateBackup } from '../windows-server-backup.js'
import { complaint, type ShellAnswer, unrecognised } from './shell.js'
import type { Words } from './words.js'

/** `wbadmin start systemstatebackup -backuptarget:X: -quiet`, until the job has ended. */
export function wbadmin(machine: Machine, words: Words): ShellAnswer | Process<ShellAnswer> {
  if (backupFeature(machine) !== 'usable') return unrecognised('wbadmin')
  if (words.plain.join(' ').toLowerCase() !== 'start systemstatebackup')
    return complaint('wbadmin: only start systemstatebackup is known')
  const target = words.options.get('backuptarget')?.toUpperCase()
  if (target === undefined || !/^[A-Z]:$/.test(target))
    return complaint('wbadmin: -backuptarget takes a drive letter')
  // Nobody is there to say yes.
  if (!words.options.has('quiet'))
    return complaint('Do you want to start the backup operation? The operation was cancelled.')
  return run(machine, target)
}

function* run(machine: Machine, target: string): Process<ShellAnswer> {
  const made = yield* runSystemStateBackup(machine, {
    target,
    extraVolumes: [],
    excluded: new Set(),
    onBehalfOf: 'windows-server-backup',
  })
  if (!made.ok) return complaint(made.error.message)
  const { folder } = made.value
  return { exitCode: 0, text: `The backup to ${target}\\${folder} has completed.`, rows: [] }
}
