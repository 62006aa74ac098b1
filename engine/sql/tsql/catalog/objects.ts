// Tables, columns, types, indexes and schemas of one database.

import { type Online, requireReadable, type Table } from '../../recovery/index.js'
import { filegroupsOf } from '../admin/filegroups.js'
import type { WireType } from '../port.js'
import { tableInfo, visibleColumns, wireTypeOfColumn } from '../storage/table-info.js'
import { instantOf } from './instants.js'
import {
  BIGINT,
  BIT,
  bit,
  type ComputedColumn,
  character,
  column,
  constant,
  DATETIME,
  DESCRIPTION,
  INT,
  NAME,
  SMALLINT,
  TEXT,
  TINYINT,
} from './shape.js'
import { typeNamed } from './types.js'
import { COLLATION } from './version.js'
import { type CatalogContext, type SystemView, view } from './view.js'

/** Numbers below are those of objects that nobody sees. */
const OBJECTS_FROM = 1_000_000

export function objectId({ object }: Table): number {
  return OBJECTS_FROM + object
}

export function openDatabaseNamed({ host }: CatalogContext, name: string): Online | undefined {
  const database = host.instance.databases.get(name.toLowerCase())
  const online = database === undefined ? undefined : requireReadable(database)
  return online?.ok === true ? online.value : undefined
}

/** What the server keeps for itself has a schema in its name, or is known by it. */
const OWN: readonly string[] = ['sysdatabases', 'syslogins']

export function userTables(context: CatalogContext, database: string): Table[] {
  const online = openDatabaseNamed(context, database)
  if (online === undefined) return []
  return [...online.tables.values()].filter(
    ({ name }) => !name.startsWith('sys.') && !OWN.includes(name.toLowerCase()),
  )
}

interface TableRow {
  readonly table: Table
  readonly context: CatalogContext
}

export function tableRows(context: CatalogContext, database: string): TableRow[] {
  return userTables(context, database).map((table) => ({ table, context }))
}

const OBJECT_COLUMNS: readonly ComputedColumn<TableRow>[] = [
  column('name', NAME, ({ table }) => table.name),
  column('object_id', INT, ({ table }) => objectId(table)),
  constant('principal_id', INT, null),
  constant('schema_id', INT, 1),
  constant('parent_object_id', INT, 0),
  constant('type', character(2), 'U '),
  constant('type_desc', DESCRIPTION, 'USER_TABLE'),
  column('create_date', DATETIME, ({ table, context }) => createdAt(table, context)),
  column('modify_date', DATETIME, ({ table, context }) => createdAt(table, context)),
  constant('is_ms_shipped', BIT, 0),
  constant('is_published', BIT, 0),
  constant('is_schema_published', BIT, 0),
]

function createdAt(table: Table, { host }: CatalogContext): bigint {
  const { createdAt: at } = tableInfo(table)
  return at === undefined ? instantOf(host, 0) : BigInt(at)
}

export function sysObjects(database: string): SystemView {
  return view((context) => tableRows(context, database))(OBJECT_COLUMNS)
}

export function sysTables(database: string): SystemView {
  return view((context) => tableRows(context, database))([
    ...OBJECT_COLUMNS,
    constant('lob_data_space_id', INT, 0),
    constant('filestream_data_space_id', INT, null),
    column('max_column_id_used', INT, ({ table }: TableRow) => visibleColumns(table).length),
    constant('lock_on_bulk_load', BIT, 0),
    constant('uses_ansi_nulls', BIT, 1),
    constant('is_replicated', BIT, 0),
    constant('is_memory_optimized', BIT, 0),
    constant('durability', TINYINT, 0),
    constant('temporal_type', TINYINT, 0),
    constant('is_external', BIT, 0),
    constant('is_node', BIT, 0),
    constant('is_edge', BIT, 0),
  ])
}

export interface ColumnRow {
  readonly table: Table
  readonly name: string
  /** From 1. */
  readonly number: number
  readonly type: WireType
  readonly nullable: boolean
  readonly isIdentity: boolean
  readonly defaultText: string | null
}

export function columnRows(context: CatalogContext, database: string): ColumnRow[] {
  return userTables(context, database).flatMap((table) => {
    const info = tableInfo(table)
    return visibleColumns(table).map(({ name, type, nullable }, index) => ({
      table,
      name,
      number: index + 1,
      type: wireTypeOfColumn(type, info.declared?.[index]),
      nullable,
      isIdentity: info.identity?.column === index,
      defaultText: info.defaults?.[index]?.text ?? null,
    }))
  })
}

export function sysColumns(database: string): SystemView {
  return view((context) => columnRows(context, database))([
    column('object_id', INT, ({ table }) => objectId(table)),
    column('name', NAME, ({ name }) => name),
    column('column_id', INT, ({ number }) => number),
    column('system_type_id', TINYINT, ({ type }) => typeNamed(type.kind).id),
    column('user_type_id', INT, ({ type }) => typeNamed(type.kind).id),
    column('max_length', SMALLINT, ({ type }) => maxLength(type)),
    column('precision', TINYINT, ({ type }) => precisionOf(type)),
    column('scale', TINYINT, ({ type }) => scaleOf(type)),
    column('collation_name', NAME, ({ type }) => (isText(type) ? COLLATION : null)),
    column('is_nullable', BIT, ({ nullable }) => bit(nullable)),
    constant('is_ansi_padded', BIT, 1),
    constant('is_rowguidcol', BIT, 0),
    column('is_identity', BIT, ({ isIdentity }) => bit(isIdentity)),
    constant('is_computed', BIT, 0),
    constant('is_filestream', BIT, 0),
    constant('is_replicated', BIT, 0),
    constant('is_xml_document', BIT, 0),
    constant('default_object_id', INT, 0),
    constant('is_sparse', BIT, 0),
    constant('is_hidden', BIT, 0),
  ])
}

export function isText({ kind }: WireType): boolean {
  return /^n?(var)?char$|^n?text$/.test(kind)
}

/** In bytes; -1 for max. */
export function maxLength(type: WireType): number {
  if (!('length' in type)) return typeNamed(type.kind).length
  if (type.length === 'max') return -1
  return type.kind.startsWith('n') ? 2 * type.length : type.length
}

export function precisionOf(type: WireType): number {
  return 'precision' in type ? type.precision : typeNamed(type.kind).precision
}

export function scaleOf(type: WireType): number {
  return 'scale' in type ? type.scale : typeNamed(type.kind).scale
}

interface IndexRow {
  readonly table: Table
  readonly name: string | null
  readonly number: number
  readonly kind: 'heap' | 'key' | 'unique' | 'unique-index' | 'index'
  readonly isClustered: boolean
  readonly columns: readonly number[]
}

export function indexRows(context: CatalogContext, database: string): IndexRow[] {
  return userTables(context, database).flatMap((table) => {
    const { primaryKey, uniques = [], indexes = [] } = tableInfo(table)
    const isHeap = table.details.hiddenKey === true
    const first: IndexRow = isHeap
      ? { table, name: null, number: 0, kind: 'heap', isClustered: false, columns: [] }
      : {
          table,
          name: primaryKey ?? `PK_${table.name}`,
          number: 1,
          kind: 'key',
          isClustered: true,
          columns: table.keys,
        }
    let number = 2
    const more: IndexRow[] = [
      ...uniques.map(({ name, columns, isIndex }) => ({
        table,
        name,
        number: number++,
        kind: isIndex === true ? ('unique-index' as const) : ('unique' as const),
        isClustered: false,
        columns,
      })),
      ...indexes.map(({ name, columns }) => ({
        table,
        name,
        number: number++,
        kind: 'index' as const,
        isClustered: false,
        columns,
      })),
    ]
    return [first, ...more]
  })
}

export function sysIndexes(database: string): SystemView {
  return view((context) => indexRows(context, database))([
    column('object_id', INT, ({ table }) => objectId(table)),
    column('name', NAME, ({ name }) => name),
    column('index_id', INT, ({ number }) => number),
    column('type', TINYINT, ({ kind, isClustered }) => (kind === 'heap' ? 0 : isClustered ? 1 : 2)),
    column('type_desc', DESCRIPTION, ({ kind, isClustered }) =>
      kind === 'heap' ? 'HEAP' : isClustered ? 'CLUSTERED' : 'NONCLUSTERED',
    ),
    column('is_unique', BIT, ({ kind }) => bit(kind !== 'heap' && kind !== 'index')),
    constant('data_space_id', INT, 1),
    constant('ignore_dup_key', BIT, 0),
    column('is_primary_key', BIT, ({ kind }) => bit(kind === 'key')),
    column('is_unique_constraint', BIT, ({ kind }) => bit(kind === 'unique')),
    constant('fill_factor', TINYINT, 0),
    constant('is_padded', BIT, 0),
    constant('is_disabled', BIT, 0),
    constant('is_hypothetical', BIT, 0),
    constant('has_filter', BIT, 0),
    constant('filter_definition', TEXT, null),
  ])
}

export function sysIndexColumns(database: string): SystemView {
  return view((context) =>
    indexRows(context, database).flatMap((index) =>
      index.columns.map((place, ordinal) => ({ index, place, ordinal })),
    ),
  )([
    column('object_id', INT, ({ index }) => objectId(index.table)),
    column('index_id', INT, ({ index }) => index.number),
    column('index_column_id', INT, ({ ordinal }) => ordinal + 1),
    column('column_id', INT, ({ place }) => place + 1),
    column('key_ordinal', TINYINT, ({ ordinal }) => ordinal + 1),
    constant('partition_ordinal', TINYINT, 0),
    constant('is_descending_key', BIT, 0),
    constant('is_included_column', BIT, 0),
  ])
}

/** One partition of each table and index, with as many rows as there are keys. */
export function sysPartitions(database: string): SystemView {
  return view((context) => {
    const online = openDatabaseNamed(context, database)
    return indexRows(context, database).map((index) => {
      const { table } = index
      const places = online === undefined ? undefined : table.index.places(online.storage, table)
      return { index, rows: places?.ok === true ? places.value.byKey.size : 0 }
    })
  })([
    column(
      'partition_id',
      BIGINT,
      ({ index }) => BigInt(objectId(index.table)) * 256n + BigInt(index.number),
    ),
    column('object_id', INT, ({ index }) => objectId(index.table)),
    column('index_id', INT, ({ index }) => index.number),
    constant('partition_number', INT, 1),
    column(
      'hobt_id',
      BIGINT,
      ({ index }) => BigInt(objectId(index.table)) * 256n + BigInt(index.number),
    ),
    column('rows', BIGINT, ({ rows }) => BigInt(rows)),
    constant('data_compression', TINYINT, 0),
    constant('data_compression_desc', DESCRIPTION, 'NONE'),
  ])
}

export function sysFilegroups(database: string): SystemView {
  return view((context) => {
    const online = openDatabaseNamed(context, database)
    const groups = online === undefined ? undefined : filegroupsOf(online)
    if (online === undefined || groups?.ok !== true) return []
    return groups.value.map((group) => {
      const files = [...online.storage.files.values()].filter(
        ({ entry }) => entry.kind === 'rows' && entry.filegroup === group.number,
      )
      return { ...group, readOnly: files.some(({ entry }) => entry.readOnly === true) }
    })
  })([
    column('name', NAME, ({ name }) => name),
    column('data_space_id', INT, ({ number }) => number),
    constant('type', character(2), 'FG'),
    constant('type_desc', DESCRIPTION, 'ROWS_FILEGROUP'),
    column('is_default', BIT, ({ isDefault }) => bit(isDefault)),
    constant('is_system', BIT, 0),
    column('is_read_only', BIT, ({ readOnly }) => bit(readOnly)),
  ])
}
