import { logEvent } from '../../host/index.js'
import type { Job } from './job.js'
import type { Machine } from './machine.js'

/** Jobs show in the trace, and their ends in the Application log (facts 5.4: 4 and 517). */
export function noteJob(machine: Machine, job: Job): void {
  const { sim, host } = machine
  if (sim.trace.listening)
    sim.trace.write({
      at: sim.now,
      who: host.name,
      what: `job.${job.state.toLowerCase()}`,
      detail: { product: job.product, id: job.id, message: job.failure?.message ?? '' },
    })
  sim.points.reach(`job.${job.state.toLowerCase()}`)
  if (job.product !== 'windows-server-backup' || job.state === 'Running') return
  logEvent(host, 'Application', {
    source: 'Microsoft-Windows-Backup',
    id: job.state === 'Completed' ? 4 : 517,
    level: job.state === 'Completed' ? 'Information' : 'Error',
    text: job.failure?.message ?? 'The backup has finished.',
  })
}
