// The typed tree of a batch. Keywords that became part of a node are in lower case; names are as
// they were written, without brackets. Variables keep their signs: `@x`, `@@rowcount`.

export type * from './tree/backup.js'
export type * from './tree/common.js'
export type * from './tree/control.js'
export type * from './tree/database.js'
export type * from './tree/expression.js'
export type * from './tree/query.js'
export type * from './tree/statement.js'
export type * from './tree/table.js'
