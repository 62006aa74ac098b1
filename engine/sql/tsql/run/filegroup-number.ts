import type { Online } from '../../recovery/index.js'
import { filegroupsOf } from '../admin/filegroups.js'
import { demand, fail } from '../value/failure.js'

/** The number of a filegroup; none for the default one. */
export function filegroupNumber(online: Online, name: string): number | undefined {
  const wanted = name.toLowerCase()
  if (wanted === 'default') return undefined
  const found = demand(filegroupsOf(online)).find((each) => each.name.toLowerCase() === wanted)
  return found?.number ?? fail(1921, `Invalid filegroup '${name}' specified.`)
}
