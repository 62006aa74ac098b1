// Values on their way into a row: in the types of its columns, with defaults, rules and identities.

import { compile } from '../expression/compile.js'
import { compileCondition } from '../expression/condition.js'
import type { Compiled, Evaluate, Row, ScopeColumn, Services, Test } from '../expression/context.js'
import { parseBatch } from '../parse/parse-batch.js'
import type { Condition, Expression } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import type { PlanColumn } from '../query/plan.js'
import { columnsOf } from '../storage/read.js'
import { tableInfo } from '../storage/table-info.js'
import type { TableTarget } from '../storage/target.js'
import { type Converter, convert, converter } from '../value/convert.js'
import { fail } from '../value/failure.js'
import { familyOf } from '../value/type.js'

/** Brings a value into a column; what is too long for it is refused. */
export function intoColumn(
  from: Pick<Compiled, 'type' | 'isUntyped'>,
  target: TableTarget,
  index: number,
): Converter {
  const column = columnsOf(target.table)[index] as PlanColumn
  if (from.isUntyped === true) return (value) => value
  const { type } = column
  if (!('length' in type) || type.length === 'max') return converter(from.type, type)
  const { length } = type
  const isBinary = familyOf(type) === 'binary'
  const whole: WireType = isBinary
    ? { kind: 'varbinary', length: 'max' }
    : { kind: VARYING[type.kind] ?? 'varchar', length: 'max' }
  const change = converter(from.type, whole)
  const isNumber = familyOf(from.type) === 'number'
  return (value) => {
    if (value === null) return null
    if (isNumber) return convert(value, from.type, type)
    const long = change(value) as string | Uint8Array
    if (long.length > length && !isBlank(long, length)) truncated(target, column.name, long, length)
    return convert(long, whole, type)
  }
}

const VARYING: Readonly<Record<string, 'varchar' | 'nvarchar'>> = {
  char: 'varchar',
  varchar: 'varchar',
  nchar: 'nvarchar',
  nvarchar: 'nvarchar',
}

/** Spaces, and zeros of bytes, may be cut. */
function isBlank(value: string | Uint8Array, length: number): boolean {
  return typeof value === 'string'
    ? /^ *$/.test(value.slice(length))
    : value.slice(length).every((each) => each === 0)
}

function truncated(
  { database, schema, name }: TableTarget,
  column: string,
  value: string | Uint8Array,
  length: number,
): never {
  const shown = typeof value === 'string' ? value.slice(0, length) : ''
  return fail(
    2628,
    `String or binary data would be truncated in table '${database}.${schema}.${name}', column '${column}'. Truncated value: '${shown}'.`,
  )
}

/** The default of a column as it was written; undefined when it has none. */
export function defaultExpression(target: TableTarget, index: number): Expression | undefined {
  const text = tableInfo(target.table).defaults?.[index]?.text
  if (text === undefined) return undefined
  const parsed = parseBatch(`SELECT ${text}`)
  const [statement] = parsed.ok ? parsed.value : []
  const body = statement?.kind === 'query' ? statement.query.body : undefined
  const item = body?.kind === 'select' ? body.items[0] : undefined
  return item?.kind === 'value' ? item.value : undefined
}

export function defaultOf(
  target: TableTarget,
  index: number,
  services: Services,
): Evaluate | undefined {
  const expression = defaultExpression(target, index)
  if (expression === undefined) return undefined
  const compiled = compile(expression, { services, scope: { columns: [], outer: undefined } })
  const change = intoColumn(compiled, target, index)
  return (frame) => change(compiled.evaluate(frame))
}

export interface Rules {
  /** Refuses a row that breaks one of them. */
  check(row: Row, statement: 'INSERT' | 'UPDATE'): void
}

export function rulesOf(target: TableTarget, services: Services): Rules {
  const { table, database, schema, name } = target
  const columns = columnsOf(table)
  const scope = columns.map(
    (column, slot): ScopeColumn => ({ ...column, qualifier: name.toLowerCase(), slot }),
  )
  const tests = (tableInfo(table).checks ?? []).flatMap((check) => {
    const condition = conditionOf(check.text)
    if (condition === undefined) return []
    const test: Test = compileCondition(
      condition,
      { services, scope: { columns: scope, outer: undefined } },
      compile,
    )
    return [{ name: check.name, test }]
  })
  return {
    check(row, statement) {
      for (const [index, column] of columns.entries())
        if (row[index] === null && !column.nullable)
          fail(
            515,
            `Cannot insert the value NULL into column '${column.name}', table '${database}.${schema}.${name}'; column does not allow nulls. ${statement} fails.`,
            { state: 2 },
          )
      for (const each of tests)
        if (each.test({ row, outer: undefined }) === false)
          fail(
            547,
            `The ${statement} statement conflicted with the CHECK constraint "${each.name}". The conflict occurred in database "${database}", table "${schema}.${name}".`,
            { state: 0 },
          )
    },
  }
}

function conditionOf(text: string): Condition | undefined {
  const parsed = parseBatch(`SELECT 1 WHERE ${text}`)
  const [statement] = parsed.ok ? parsed.value : []
  const body = statement?.kind === 'query' ? statement.query.body : undefined
  return body?.kind === 'select' ? body.where : undefined
}

/** Which column a name means. */
export function columnNamed(target: TableTarget, name: string): number {
  const wanted = name.toLowerCase()
  const index = columnsOf(target.table).findIndex((column) => column.name.toLowerCase() === wanted)
  return index >= 0 ? index : fail(207, `Invalid column name '${name}'.`)
}

export function identityColumn(target: TableTarget): number | undefined {
  return tableInfo(target.table).identity?.column
}

export type Values = WireValue[]
