import type { WireType } from '../port.js'
import { visibleColumns } from '../storage/table-info.js'
import {
  type ColumnRow,
  columnRows,
  indexRows,
  isText,
  maxLength,
  precisionOf,
  scaleOf,
  tableRows,
} from './objects.js'
import { column, constant, INT, NAME, SMALLINT, TEXT, TINYINT } from './shape.js'
import { typeNamed } from './types.js'
import { COLLATION } from './version.js'
import { type SystemView, view } from './view.js'

const WORD: WireType = { kind: 'varchar', length: 30 }

export function informationSchema(database: string, name: string): SystemView | undefined {
  const catalog = constant('TABLE_CATALOG', NAME, database)
  const schema = constant('TABLE_SCHEMA', NAME, 'dbo')
  switch (name.toLowerCase()) {
    case 'tables':
      return view((context) => tableRows(context, database))([
        catalog,
        schema,
        column('TABLE_NAME', NAME, ({ table }) => table.name),
        constant('TABLE_TYPE', WORD, 'BASE TABLE'),
      ])
    case 'columns':
      return view((context) => columnRows(context, database))([catalog, schema, ...COLUMNS])
    case 'schemata':
      return view(() => ['dbo', 'guest', 'INFORMATION_SCHEMA', 'sys'])([
        constant('CATALOG_NAME', NAME, database),
        column('SCHEMA_NAME', NAME, (schemaName) => schemaName),
        constant('SCHEMA_OWNER', NAME, 'dbo'),
      ])
    case 'table_constraints':
      return view((context) =>
        indexRows(context, database).filter(({ kind }) => kind === 'key' || kind === 'unique'),
      )([
        constant('CONSTRAINT_CATALOG', NAME, database),
        constant('CONSTRAINT_SCHEMA', NAME, 'dbo'),
        column('CONSTRAINT_NAME', NAME, (index) => index.name),
        catalog,
        schema,
        column('TABLE_NAME', NAME, ({ table }) => table.name),
        column('CONSTRAINT_TYPE', WORD, ({ kind }) => (kind === 'key' ? 'PRIMARY KEY' : 'UNIQUE')),
      ])
    case 'key_column_usage':
      return view((context) =>
        indexRows(context, database)
          .filter(({ kind }) => kind === 'key' || kind === 'unique')
          .flatMap((index) =>
            index.columns.map((place, ordinal) => ({
              index,
              ordinal,
              name: visibleColumns(index.table)[place]?.name ?? '',
            })),
          ),
      )([
        constant('CONSTRAINT_CATALOG', NAME, database),
        constant('CONSTRAINT_SCHEMA', NAME, 'dbo'),
        column('CONSTRAINT_NAME', NAME, ({ index }) => index.name),
        catalog,
        schema,
        column('TABLE_NAME', NAME, ({ index }) => index.table.name),
        column('COLUMN_NAME', NAME, (row) => row.name),
        column('ORDINAL_POSITION', INT, ({ ordinal }) => ordinal + 1),
      ])
    default:
      return undefined
  }
}

const COLUMNS = [
  column('TABLE_NAME', NAME, ({ table }: ColumnRow) => table.name),
  column('COLUMN_NAME', NAME, ({ name }: ColumnRow) => name),
  column('ORDINAL_POSITION', INT, ({ number }: ColumnRow) => number),
  column('COLUMN_DEFAULT', TEXT, ({ defaultText }: ColumnRow) => defaultText),
  column('IS_NULLABLE', WORD, ({ nullable }: ColumnRow) => (nullable ? 'YES' : 'NO')),
  column('DATA_TYPE', NAME, ({ type }: ColumnRow) => type.kind),
  column('CHARACTER_MAXIMUM_LENGTH', INT, ({ type }: ColumnRow) => characters(type)),
  column('CHARACTER_OCTET_LENGTH', INT, ({ type }: ColumnRow) =>
    'length' in type ? maxLength(type) : null,
  ),
  column('NUMERIC_PRECISION', TINYINT, ({ type }: ColumnRow) =>
    isNumber(type) ? precisionOf(type) : null,
  ),
  column('NUMERIC_PRECISION_RADIX', SMALLINT, ({ type }: ColumnRow) =>
    isNumber(type) ? (type.kind === 'float' || type.kind === 'real' ? 2 : 10) : null,
  ),
  column('NUMERIC_SCALE', INT, ({ type }: ColumnRow) =>
    isNumber(type) && type.kind !== 'float' && type.kind !== 'real' ? scaleOf(type) : null,
  ),
  column('DATETIME_PRECISION', SMALLINT, ({ type }: ColumnRow) =>
    /date|time/.test(type.kind) ? scaleOf(type) : null,
  ),
  column('CHARACTER_SET_NAME', NAME, ({ type }: ColumnRow) =>
    isText(type) ? (type.kind.startsWith('n') ? 'UNICODE' : 'iso_1') : null,
  ),
  column('COLLATION_NAME', NAME, ({ type }: ColumnRow) => (isText(type) ? COLLATION : null)),
]

function characters(type: WireType): number | null {
  if (!('length' in type)) return null
  return type.length === 'max' ? -1 : type.length
}

function isNumber(type: WireType): boolean {
  return typeNamed(type.kind).precision > 0 && !/date|time|bit/.test(type.kind)
}
