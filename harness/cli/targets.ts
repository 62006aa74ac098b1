// Targets by name, each imported when it is asked for.

import type { SqlServerOptions } from '../model/sql-server-options.js'
import { nearest } from '../scenario/nearest.js'
import type { Target } from '../targets/target.js'
import { Failure, nearestHint, UsageError } from './usage.js'

const KINDS = ['engine', 'sqlserver', 'driver:COMMAND', 'miniature:NAME']

const MINIATURE = 'miniature:'

/** Refuses what names no target, before anything costly begins. */
export function requireTargetName(name: string): void {
  if (name === 'engine' || name === 'sqlserver' || name.startsWith(MINIATURE)) return
  if (name.startsWith('driver:') && name.slice('driver:'.length).trim() !== '') return
  if (name === 'driver' || name === 'driver:')
    throw new UsageError(`the target "${name}" names no command`, 'Write driver:COMMAND.')
  throw new UsageError(
    `there is no target "${name.slice(0, 60)}"`,
    nearestHint(nearest(name, ['engine', 'sqlserver', 'driver:'])) ??
      `The targets are ${KINDS.join(', ')}.`,
  )
}

export async function openTarget(name: string, sqlServer?: SqlServerOptions): Promise<Target> {
  requireTargetName(name)
  if (name === 'sqlserver') return openSqlServer(sqlServer)
  if (name.startsWith(MINIATURE)) return openMiniature(name.slice(MINIATURE.length))
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

async function openSqlServer(options: SqlServerOptions | undefined): Promise<Target> {
  const { sqlServerTarget } = await import('../targets/sqlserver/index.js')
  if (options === undefined)
    throw new UsageError('this command takes no SQL Server', 'Use frostproof run or replay.')
  try {
    return await sqlServerTarget(options)
  } catch (thrown) {
    // What is wrong is the server's or the container engine's, and so would the stack be.
    throw thrown instanceof Error ? new Failure(thrown.message) : thrown
  }
}

async function openMiniature(name: string): Promise<Target> {
  const { MINIATURES, miniature } = await import('../targets/miniatures/index.js')
  const found = miniature(name, await openTarget('engine'))
  if (found !== undefined) return found
  const names = Object.keys(MINIATURES)
  throw new UsageError(
    `there is no miniature "${name.slice(0, 60)}"`,
    nearestHint(nearest(name, names)) ?? `The miniatures are ${names.join(', ')}.`,
  )
}

/** A target that is believed, to judge another by; none for itself. */
export async function openHonest(than: string): Promise<Target | undefined> {
  return than === 'engine' ? undefined : openTarget('engine')
}
