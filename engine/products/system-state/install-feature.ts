import { type Outcome, ok, refused } from '../../base/outcome.js'
import type { FileError } from '../../volume/index.js'
import { writeWholeFile } from './files.js'
import type { Machine } from './machine.js'
import { windowsVolume } from './system-files.js'

/** Installs a feature: its files first, its state only when they are there. */
export function installFeature(machine: Machine, name: string): Outcome<void, FileError> {
  const path = `Windows\\servicing\\Packages\\${name}.cat`
  const content = new TextEncoder().encode(`package ${name}`)
  const written = writeWholeFile(windowsVolume(machine), path, content)
  if (!written.ok) return refused(written.error)
  machine.host.features.set(name, 'Installed')
  machine.sim.points.reach('feature.installed')
  return ok(undefined)
}
