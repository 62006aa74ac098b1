import type { BackupStatement } from './backup.js'
import type { At } from './common.js'
import type { ControlStatement, SetStatement } from './control.js'
import type { AdminStatement } from './database.js'
import type { Delete, Execute, Insert, InsertBulk, Merge, Query, Update } from './query.js'
import type { DefinitionStatement } from './table.js'

export type Statement =
  | QueryStatement
  | Insert
  | InsertBulk
  | Update
  | Delete
  | Merge
  | Execute
  | ControlStatement
  | SetStatement
  | DefinitionStatement
  | BackupStatement
  | AdminStatement

export interface QueryStatement {
  readonly kind: 'query'
  readonly at: At
  readonly query: Query
}
