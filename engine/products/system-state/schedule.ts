// The daily schedule of the agent. The time is the server's local time; the start needs the task
// scheduler and is simply missed when that does not run.

import type { Ticks } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { hours, minutes } from '../../base/units.js'
import { inspectService, zoneOffset } from '../../host/index.js'
import { type AgentRefusal, agentCanBackUp, runAgentBackup } from './agent.js'
import { jobsOf } from './job.js'
import type { Machine, Schedule } from './machine.js'

export const SCHEDULE_TIMER = 'agent.schedule'
export const SCHEDULER_SERVICE = 'Task Scheduler'

const DAY = hours(24)

/** Refused where the backup itself would be. */
export function requestSchedule(machine: Machine, time: string): Outcome<void, AgentRefusal> {
  const offered = agentCanBackUp(machine)
  if (!offered.ok) return offered
  machine.agent.schedule = { time, due: [], next: nextDue(machine, time) }
  armNext(machine, machine.agent.schedule)
  return ok(undefined)
}

export function onScheduleTimer(machine: Machine): void {
  const { schedule } = machine.agent
  if (schedule === undefined || schedule.next !== machine.sim.now) return
  schedule.due.push(machine.sim.now)
  schedule.next = nextDue(machine, schedule.time)
  armNext(machine, schedule)
  const scheduler = inspectService(machine.host, SCHEDULER_SERVICE)
  if (scheduler.state !== 'Running' || !agentCanBackUp(machine).ok) return
  machine.sim.spawn('scheduled backup', runAgentBackup(machine, 'schedule'))
}

function armNext(machine: Machine, schedule: Schedule): void {
  machine.sim.schedule(schedule.next, { kind: SCHEDULE_TIMER, payload: machine })
}

/** The next instant at which the server's clock shows the scheduled time. */
function nextDue(machine: Machine, time: string): Ticks {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const { host, sim } = machine
  // The world begins at midnight of the place, so local time runs ahead by what the zone is off.
  const ahead = zoneOffset(host.zone) - zoneOffset(host.siteZone)
  const timeOfDay = hours(hour) + minutes(minute) - ahead
  const days = Math.floor((sim.now - timeOfDay) / DAY) + 1
  return (days * DAY + timeOfDay) as Ticks
}

export type ScheduleHealth =
  | 'none'
  | 'kept'
  | 'missed, not yet tried by hand'
  | 'schedule-only failure'
  | 'scheduled and manual backups both fail'

/** A manual run tells a broken schedule from a broken backup. */
export function scheduleHealth(machine: Machine): ScheduleHealth {
  const { schedule } = machine.agent
  const lastDue = schedule?.due.at(-1)
  if (lastDue === undefined) return 'none'
  const jobs = jobsOf(machine, 'agent').filter((job) => job.state !== 'Running')
  const kept = jobs.some(
    (job) => job.startedBy === 'schedule' && job.startedAt >= lastDue && job.state === 'Completed',
  )
  if (kept) return 'kept'
  const manual = jobs.filter((job) => job.startedBy === 'operator' && job.startedAt >= lastDue)
  const last = manual.at(-1)
  if (last === undefined) return 'missed, not yet tried by hand'
  return last.state === 'Completed'
    ? 'schedule-only failure'
    : 'scheduled and manual backups both fail'
}
