// Torn databases: some of their files are on the volumes of a snapshot set and some are not.

import type { Place } from '../recovery/index.js'

export type Placement =
  | { readonly kind: 'none' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'torn'; readonly missing: readonly Place[] }

/** How a database lies to a set of volumes; full-text folders count like files. */
export function placementOf(places: readonly Place[], volumes: ReadonlySet<string>): Placement {
  const missing = places.filter(({ volume }) => !volumes.has(volume))
  if (missing.length === 0) return places.length === 0 ? NONE : WHOLE
  return missing.length === places.length ? NONE : { kind: 'torn', missing }
}

const NONE: Placement = { kind: 'none' }
const WHOLE: Placement = { kind: 'whole' }
