// The types, with the numbers that SQL Server gives them.

import {
  BIT,
  type ComputedColumn,
  column,
  constant,
  INT,
  NAME,
  SMALLINT,
  TINYINT,
} from './shape.js'
import { COLLATION } from './version.js'
import { type SystemView, view } from './view.js'

export interface TypeFacts {
  readonly name: string
  readonly id: number
  /** In bytes. */
  readonly length: number
  readonly precision: number
  readonly scale: number
}

const TYPES: readonly TypeFacts[] = (
  [
    ['image', 34, 16, 0, 0],
    ['text', 35, 16, 0, 0],
    ['uniqueidentifier', 36, 16, 0, 0],
    ['date', 40, 3, 10, 0],
    ['time', 41, 5, 16, 7],
    ['datetime2', 42, 8, 27, 7],
    ['datetimeoffset', 43, 10, 34, 7],
    ['tinyint', 48, 1, 3, 0],
    ['smallint', 52, 2, 5, 0],
    ['int', 56, 4, 10, 0],
    ['smalldatetime', 58, 4, 16, 0],
    ['real', 59, 4, 24, 0],
    ['money', 60, 8, 19, 4],
    ['datetime', 61, 8, 23, 3],
    ['float', 62, 8, 53, 0],
    ['sql_variant', 98, 8016, 0, 0],
    ['ntext', 99, 16, 0, 0],
    ['bit', 104, 1, 1, 0],
    ['decimal', 106, 17, 38, 38],
    ['numeric', 108, 17, 38, 38],
    ['smallmoney', 122, 4, 10, 4],
    ['bigint', 127, 8, 19, 0],
    ['varbinary', 165, 8000, 0, 0],
    ['varchar', 167, 8000, 0, 0],
    ['binary', 173, 8000, 0, 0],
    ['char', 175, 8000, 0, 0],
    ['timestamp', 189, 8, 0, 0],
    ['nvarchar', 231, 8000, 0, 0],
    ['nchar', 239, 8000, 0, 0],
    ['xml', 241, -1, 0, 0],
  ] as const
).map(([name, id, length, precision, scale]) => ({ name, id, length, precision, scale }))

/** A name for another type, with a number of its own. */
const SYSNAME = { name: 'sysname', id: 231, length: 256, precision: 0, scale: 0 }
const SYSNAME_USER_ID = 256

const NONE: TypeFacts = { name: '', id: 0, length: 0, precision: 0, scale: 0 }

export function typeNamed(name: string): TypeFacts {
  return TYPES.find((type) => type.name === name.toLowerCase()) ?? NONE
}

export function typeNumbered(id: number): TypeFacts | undefined {
  return id === SYSNAME_USER_ID ? SYSNAME : TYPES.find((type) => type.id === id)
}

interface TypeRow extends TypeFacts {
  readonly userId: number
}

const COLUMNS: readonly ComputedColumn<TypeRow>[] = [
  column('name', NAME, ({ name }) => name),
  column('system_type_id', TINYINT, ({ id }) => id),
  column('user_type_id', INT, ({ userId }) => userId),
  constant('schema_id', INT, 4),
  constant('principal_id', INT, null),
  column('max_length', SMALLINT, ({ length }) => length),
  column('precision', TINYINT, ({ precision }) => precision),
  column('scale', TINYINT, ({ scale }) => scale),
  column('collation_name', NAME, ({ name }) => (/char|text|sysname/.test(name) ? COLLATION : null)),
  column('is_nullable', BIT, ({ name }) => (name === 'sysname' || name === 'timestamp' ? 0 : 1)),
  constant('is_user_defined', BIT, 0),
  constant('is_assembly_type', BIT, 0),
  constant('default_object_id', INT, 0),
  constant('rule_object_id', INT, 0),
  constant('is_table_type', BIT, 0),
]

export const SYS_TYPES: SystemView = view((): TypeRow[] => [
  ...TYPES.map((type) => ({ ...type, userId: type.id })),
  { ...SYSNAME, userId: SYSNAME_USER_ID },
])(COLUMNS)
