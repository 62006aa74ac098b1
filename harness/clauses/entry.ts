/** One mapping of a catalogue file, not yet trusted, with the lines of its keys. */
export interface Entry {
  readonly line: number
  readonly values: Readonly<Record<string, unknown>>
  readonly lines: ReadonlyMap<string, number>
}
