import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hours, minutes, seconds } from '../../base/units.js'
import { stopService } from '../../host/index.js'
import { runAgentBackup } from './agent.js'
import { jobsOf } from './job.js'
import { makeMachine, place, run } from './machine.fixture.js'
import type { Machine } from './machine.js'
import { requestSchedule, SCHEDULER_SERVICE, scheduleHealth } from './schedule.js'

function startsOf(machine: Machine): number[] {
  return jobsOf(machine, 'agent').map(({ startedAt }) => startedAt / hours(1))
}

/** Hours after the beginning of the world, midnight of the place, at which backups start. */
function checkStarts(
  at: { readonly siteZone?: string; readonly zone?: string; readonly time: string },
  expected: readonly number[],
): void {
  const machine = makeMachine({ siteZone: at.siteZone ?? 'UTC' })
  if (at.zone !== undefined) machine.host.zone = at.zone
  requestSchedule(machine, at.time)
  machine.sim.advance(hours(48))
  expect(startsOf(machine)).toEqual(expected)
}

test('every day at the time', () => checkStarts({ time: '02:00' }, [2, 26]))
test('minutes count', () => checkStarts({ time: '02:30' }, [2.5, 26.5]))
test('midnight of now is tomorrow', () => checkStarts({ time: '00:00' }, [24, 48]))
test('the time is that of the place, in any zone', () => {
  for (const siteZone of ['UTC-11', 'UTC-5', 'UTC', 'UTC+9', 'UTC+14'])
    checkStarts({ siteZone, time: '02:00' }, [2, 26])
})
test('a clock set west of the place runs late', () =>
  checkStarts({ siteZone: 'UTC+1', zone: 'UTC-5', time: '02:00' }, [8, 32]))
test('a clock set east of the place runs early', () =>
  checkStarts({ siteZone: 'UTC', zone: 'UTC+9', time: '12:00' }, [3, 27]))
test('so early that it was yesterday', () =>
  checkStarts({ siteZone: 'UTC', zone: 'UTC+9', time: '02:00' }, [17, 41]))

test('wherever the clock stands, there is one backup a day, at that time of that clock', () => {
  const zone = fc.integer({ min: -11, max: 14 })
  const time = fc.tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
  fc.assert(
    fc.property(zone, zone, time, (site, own, [hour, minute]) => {
      const machine = makeMachine({ siteZone: zoneName(site) })
      machine.host.zone = zoneName(own)
      machine.sim.advance(hours(5))
      requestSchedule(machine, `${pad(hour)}:${pad(minute)}`)
      machine.sim.advance(hours(49))
      const { due } = machine.agent.schedule ?? { due: [] }
      expect([2, 3]).toContain(due.length)
      for (const [index, at] of due.entries()) {
        if (index > 0) expect(at - (due[index - 1] ?? 0)).toBe(hours(24))
        const local = (at / minutes(1) + (own - site) * 60 + 24 * 60) % (24 * 60)
        expect(local).toBe(hour * 60 + minute)
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 20 },
  )
})

function zoneName(offset: number): string {
  return offset === 0 ? 'UTC' : `UTC${offset > 0 ? '+' : ''}${offset}`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

test('a new schedule takes the place of the old one', () => {
  const machine = makeMachine()
  requestSchedule(machine, '02:00')
  requestSchedule(machine, '03:00')
  requestSchedule(machine, '03:00')
  machine.sim.advance(hours(48))
  expect(startsOf(machine)).toEqual([3, 27])
})

test('a schedule is refused where the backup would be', () => {
  expect(requestSchedule(makeMachine({ platform: 'azure-vm' }), '02:00')).toMatchObject({
    error: 'unsupported-platform',
  })
})

test('without the task scheduler a backup is missed, and nobody makes up for it', () => {
  const machine = makeMachine()
  requestSchedule(machine, '02:00')
  stopService(machine.host, SCHEDULER_SERVICE)
  machine.sim.advance(hours(3))
  machine.host.services.get(SCHEDULER_SERVICE)
  expect(startsOf(machine)).toEqual([])
  expect(machine.agent.schedule?.due).toEqual([hours(2)])
  expect(scheduleHealth(machine)).toBe('missed, not yet tried by hand')
})

test('an agent that is gone backs nothing up', () => {
  const machine = makeMachine()
  requestSchedule(machine, '02:00')
  machine.host.software.delete('agent')
  machine.sim.advance(hours(30))
  expect(startsOf(machine)).toEqual([])
})

test('the health of a schedule is told from what became of the last due time', () => {
  const machine = makeMachine()
  expect(scheduleHealth(machine)).toBe('none')
  requestSchedule(machine, '02:00')
  expect(scheduleHealth(machine)).toBe('none')
  machine.sim.advance(hours(3))
  expect(scheduleHealth(machine)).toBe('kept')
  stopService(machine.host, SCHEDULER_SERVICE)
  machine.sim.advance(hours(24))
  expect(scheduleHealth(machine)).toBe('missed, not yet tried by hand')
  run(machine, runAgentBackup(machine, 'operator'))
  expect(scheduleHealth(machine)).toBe('schedule-only failure')
  place(machine, 'network-partition', 'vault')
  run(machine, runAgentBackup(machine, 'operator'))
  expect(scheduleHealth(machine)).toBe('scheduled and manual backups both fail')
})

test('a scheduled backup that is still at work has not been kept yet', () => {
  const machine = makeMachine()
  requestSchedule(machine, '02:00')
  machine.sim.advance((hours(2) + seconds(5)) as never)
  expect(jobsOf(machine, 'agent')).toMatchObject([{ state: 'Running', startedBy: 'schedule' }])
  expect(scheduleHealth(machine)).toBe('missed, not yet tried by hand')
})
