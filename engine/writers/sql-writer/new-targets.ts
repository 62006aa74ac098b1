// New targets of a restore (facts 7.4): of a database file the folder changes and the name stays; of
// a full-text catalog the whole folder changes.

import type { Move, Place, SnapshotSet } from '../../sql/vdi/index.js'
import type { AlternateLocation } from '../../vss/index.js'
import { splitPlace } from './metadata-document.js'

export function fileMoves({ files }: SnapshotSet, targets: readonly AlternateLocation[]): Move[] {
  return files.flatMap(({ entry: { volume, path } }) => {
    const from = splitPlace(volume, path)
    const target = targets.find(
      (each) => isSame(each.path, from.path) && isSame(each.fileSpec, from.fileSpec),
    )
    if (target === undefined) return []
    return [{ from: { volume, path }, to: placeAt(target.alternatePath, from.fileSpec) }]
  })
}

export function catalogMoves(targets: readonly AlternateLocation[]): Move[] {
  return targets
    .filter(({ fileSpec }) => fileSpec === '*')
    .map(({ path, alternatePath }) => ({ from: placeAt(path), to: placeAt(alternatePath) }))
}

function placeAt(folder: string, name?: string): Place {
  const inside = folder.slice(2).replace(/\\+$/, '')
  return {
    volume: folder.slice(0, 2).toUpperCase(),
    path: name === undefined ? inside : `${inside}\\${name}`,
  }
}

function isSame(left: string, right: string): boolean {
  return left.replace(/\\+$/, '').toLowerCase() === right.replace(/\\+$/, '').toLowerCase()
}
