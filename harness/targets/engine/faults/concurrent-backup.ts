import {
  backUpBootPartition,
  backUpThroughWriters,
  jobsOf,
  later,
  type ProductName,
  type Span,
} from '../../../../engine/index.js'
import type { Injector } from './injector.js'

const EFI = 'EFI system partition'

/** Another product at work; it ends by itself, so lifting has nothing to do but to wait. */
export const concurrentBackup: Injector = {
  place: (machine, fault) => {
    const { sim } = machine
    const product = fault.where as ProductName
    const span = (Number(fault.parameters['seconds'] ?? 0) * 1_000_000) as Span
    const until = later(sim.now, span)
    const holds = fault.parameters['holds']
    const known = holds === EFI || machine.vss.writers.some(({ name }) => name === holds)
    if (!known) return false
    const run = holds === EFI ? backUpBootPartition : backUpThroughWriters
    sim.spawn(product, run(machine, product, until))
    // Its job has begun and holds what it holds before anybody else's next step.
    sim.step()
    return true
  },
  lift: () => undefined,
  isGone: (machine, { where }) =>
    machine.efi.lockedBy !== where &&
    jobsOf(machine, where as ProductName).every((job) => job.state !== 'Running'),
}
