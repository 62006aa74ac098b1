// Procedures of the server: statements that are prepared, types, and what administrators ask for.

import type { Process } from '../../../sim/index.js'
import type { ObjectName } from '../parse/tree.js'
import { ADMINISTRATIVE_PROCEDURES } from './administrative-procedures.js'
import type { Batch } from './batch.js'
import type { Given } from './execute.js'
import { PREPARING_PROCEDURES } from './preparing.js'
import { typeRows } from './type-rows.js'

export type SystemProcedure = (batch: Batch, given: readonly Given[]) => Process<number>

const PROCEDURES: ReadonlyMap<string, SystemProcedure> = new Map<string, SystemProcedure>([
  ...Object.entries(PREPARING_PROCEDURES),
  ...Object.entries(ADMINISTRATIVE_PROCEDURES),
  ['sp_datatype_info', typeRows],
  ['sp_datatype_info_90', typeRows],
  ['sp_datatype_info_100', typeRows],
])

export function systemProcedure({ name, schema }: ObjectName): SystemProcedure | undefined {
  const where = (schema ?? '').toLowerCase()
  if (where !== '' && where !== 'sys' && where !== 'dbo') return undefined
  return PROCEDURES.get(name.toLowerCase())
}
