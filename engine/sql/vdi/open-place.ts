import type { Volume } from '../../volume/index.js'
import type { DatabaseFile } from '../page/index.js'
import type { Place } from '../recovery/index.js'

/** Where an open file is, which after a physical rename is not where the catalogue has it. */
export function openPlace(file: DatabaseFile, volumes: ReadonlyMap<string, Volume>): Place {
  const path = `\\${file.handle.names.join('\\')}`
  const { volume } = file.entry
  if (volumes.get(volume) === file.volume) return { volume, path }
  for (const [name, other] of volumes) if (other === file.volume) return { volume: name, path }
  return { volume: file.volume.name, path }
}

/** True for the same file, however its name is written. */
export function isSamePlace(left: Place, right: Place): boolean {
  return left.volume === right.volume && left.path.toLowerCase() === right.path.toLowerCase()
}
