/** How often an element may stand inside its parent. */
export type Occurrence = 'once' | 'at-most-once' | 'any'

/** What an element may hold. An element has one shape wherever in the document it stands. */
export interface ElementShape {
  readonly attributes: Readonly<Record<string, 'required' | 'optional'>>
  readonly children?: Readonly<Record<string, Occurrence>>
  /** Real documents write the metadata elements with `xmlns=""` (facts 7.6); we read both forms. */
  readonly namespaceMayBeEmpty?: boolean
}

export interface DocumentShape {
  readonly root: string
  readonly namespace: string
  readonly elements: Readonly<Record<string, ElementShape>>
}
