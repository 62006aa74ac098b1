// What the log says of the files of a database: which there are in the end, and what was cut off on
// the way.

import type { FileEntry, Lsn } from '../../page/index.js'
import type { FileEvent } from '../analysis.js'
import type { Boot } from '../boot.js'
import type { Cuts } from '../redo.js'
import type { Place } from './places.js'

/** Events that the list of files does not show; what a restore has rolled over it shows. */
export function eventsSince({ restore }: Boot, events: readonly FileEvent[]): FileEvent[] {
  const since = 'to' in restore ? restore.to : 0
  return events.filter(({ at }) => at > since).sort((left, right) => left.at - right.at)
}

/** The list of files brought up to the events; a file that stays keeps its place in a restore. */
export function entriesAfter(
  listed: readonly FileEntry[],
  events: readonly FileEvent[],
  place: (entry: FileEntry, before: FileEntry | undefined) => FileEntry = (entry) => entry,
): FileEntry[] {
  const entries = new Map(listed.map((entry) => [entry.id, entry]))
  for (const { before, after } of events) {
    if (after !== undefined) entries.set(after.id, place(after, before && entries.get(before.id)))
    else if (before !== undefined) entries.delete(before.id)
  }
  return [...entries.values()].sort((left, right) => left.id - right.id)
}

/** The list without what transactions did to it that had not ended. */
export function entriesBefore(
  listed: readonly FileEntry[],
  losers: Iterable<{ readonly files: readonly FileEvent[] }>,
  places: ReadonlyMap<number, Place>,
): FileEntry[] {
  const undone = [...losers].flatMap(({ files }) => files)
  undone.sort((left, right) => right.at - left.at)
  const inverse = undone.map(({ at, before, after }) => ({ at, before: after, after: before }))
  return entriesAfter(listed, inverse, (entry, before) => {
    const { volume, path } = before ?? places.get(entry.id) ?? entry
    return { ...entry, volume, path }
  })
}

export function cutsOf(events: readonly FileEvent[]): Cuts {
  const cuts: { at: Lsn; file: FileEntry['id']; pages: number }[] = []
  for (const { at, before, after } of events) {
    if (before?.kind !== 'rows') continue
    const pages = after?.sizePages ?? 0
    if (pages < before.sizePages) cuts.push({ at, file: before.id, pages })
  }
  return cuts
}
