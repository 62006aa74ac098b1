import type { DmlTarget } from '../parse/tree.js'
import { requireTable, type TableTarget } from '../storage/target.js'
import type { Batch } from './batch.js'
import { variableReference } from './tables.js'

/** The table that is written to. */
export function dmlTarget(batch: Batch, target: DmlTarget): TableTarget {
  const name = target.kind === 'table' ? target.name : variableReference(batch, target.name)
  const found = requireTable(batch.session, name)
  return target.kind === 'table' ? found : { ...found, name: target.name }
}
