// Targets by name, each imported when it is asked for.

import { nearest } from '../scenario/nearest.js'
import type { Target } from '../targets/target.js'
import { Failure, nearestHint, UsageError } from './usage.js'

const KINDS = ['engine', 'driver:COMMAND']

/** Refuses what names no target, before anything costly begins. */
export function requireTargetName(name: string): void {
  if (name === 'engine') return
  if (name.startsWith('driver:') && name.slice('driver:'.length).trim() !== '') return
  if (name === 'driver' || name === 'driver:')
    throw new UsageError(`the target "${name}" names no command`, 'Write driver:COMMAND.')
  throw new UsageError(
    `there is no target "${name.slice(0, 60)}"`,
    nearestHint(nearest(name, ['engine', 'driver:'])) ?? `The targets are ${KINDS.join(', ')}.`,
  )
}

export async function openTarget(name: string): Promise<Target> {
  requireTargetName(name)
  if (name.startsWith('driver:')) {
    const { driverTarget } = await import('../targets/driver/index.js')
    try {
      return await driverTarget(name.slice('driver:'.length))
    } catch (thrown) {
      // The program is somebody else's, and so would its stack be.
      throw thrown instanceof Error ? new Failure(thrown.message) : thrown
    }
  }
  const { engineTarget } = await import('../targets/engine/index.js')
  return engineTarget()
}
