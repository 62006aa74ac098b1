import { backupFeature } from '../features.js'
import { type Job, jobsOf } from '../job.js'
import type { Machine } from '../machine.js'
import { answerRows, complaint, type Row, type ShellAnswer, unrecognised } from './shell.js'
import type { Words } from './words.js'

/** `Get-WBJob`: the running job if any; `-Previous n`: the n-th last that ended. */
export function getWbJob(machine: Machine, words: Words): ShellAnswer {
  if (backupFeature(machine) !== 'usable') return unrecognised('Get-WBJob')
  const jobs = jobsOf(machine, 'windows-server-backup')
  const previous = words.options.get('previous')
  if (previous === undefined)
    return answerRows(jobs.filter((job) => job.state === 'Running').map(rowOf))
  const count = Number(previous)
  if (!Number.isInteger(count) || count < 1)
    return complaint(`-Previous takes a number from 1, not "${previous}"`)
  const job = jobs.filter((each) => each.state !== 'Running').at(-count)
  return answerRows(job === undefined ? [] : [rowOf(job)])
}

function rowOf(job: Job): Row {
  return {
    Id: job.id,
    JobType: 'Backup',
    JobState: job.state,
    StartTime: job.startedAt,
    EndTime: job.endedAt ?? '',
    Progress: job.bytesTotal === 0 ? 0 : Math.floor((100 * job.bytesDone) / job.bytesTotal),
    ErrorDescription: job.failure?.message ?? '',
  }
}
