// UPDATE and DELETE: the rows are found first, then changed one by one.

import type { Process } from '../../../sim/index.js'
import type { SqlValue } from '../../page/index.js'
import { compile, converted, wholeValue } from '../expression/compile.js'
import {
  type CompileContext,
  type Evaluate,
  type Frame,
  NO_ROW,
  type Row,
  type ScopeColumn,
  type Test,
} from '../expression/context.js'
import type { Assignment, Delete, TableReference, TableSource, Update } from '../parse/tree.js'
import { COMMAND, type WireValue } from '../port.js'
import { compileConjunct, conjunctsOf, pushDown } from '../query/conjuncts.js'
import type { Leaf, TableAccess } from '../query/leaf.js'
import { Pause, type Step } from '../query/plan.js'
import { Planner } from '../query/planner.js'
import { buildSource } from '../query/source.js'
import { columnsOf, lookUpKeyed, type ReadMode, scanKeyed, tableAccess } from '../storage/read.js'
import type { TableTarget } from '../storage/target.js'
import { removeRow, updateRow } from '../storage/write.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { dmlTarget } from './dml-target.js'
import { checkForeignKeys, checkReferences } from './foreign-keys.js'
import { outputsOf } from './output.js'
import { pull } from './pull.js'
import { columnNamed, defaultOf, identityColumn, intoColumn, rulesOf } from './row-values.js'
import type { Done } from './select.js'
import { modeOf, tablesOf } from './tables.js'

interface Found {
  readonly key: SqlValue
  /** The row of all tables of the FROM. */
  readonly row: Row
}

interface Search {
  readonly target: TableTarget
  readonly columns: readonly ScopeColumn[]
  /** The first slot of the target's columns. */
  readonly base: number
  find(): Process<Found[]>
}

export function* runUpdate(batch: Batch, statement: Update): Process<Done> {
  const search = searchOf(batch, statement)
  const { target, base } = search
  const context: CompileContext = {
    services: batch,
    scope: { columns: search.columns, outer: undefined },
  }
  const changes = statement.assignments.map((each) => changeOf(batch, target, each, context))
  const rules = rulesOf(target, batch)
  const outputs = outputsOf(batch, target, statement.output, search.columns)
  const width = columnsOf(target.table).length
  const found = yield* search.find()
  const transaction = yield* batch.part(target.database, target.online)
  for (const { key, row } of found) {
    const before = row.slice(base, base + width)
    const frame = { row, outer: undefined }
    const after = [...before]
    for (const change of changes) change(frame, after)
    rules.check(after, 'UPDATE')
    yield* checkForeignKeys(batch, target, after)
    yield* checkReferences(batch, target, before, after)
    yield* updateRow({ target, transaction, patience: batch.patience }, key, after)
    outputs?.note({ inserted: after, deleted: before, from: row })
    if (batch.work.tick()) yield* batch.work.slice.wait()
  }
  if (outputs !== undefined) yield* outputs.finish()
  batch.session.rowCount = found.length
  return { count: found.length, command: COMMAND.update }
}

export function* runDelete(batch: Batch, statement: Delete): Process<Done> {
  const search = searchOf(batch, statement)
  const { target, base } = search
  const outputs = outputsOf(batch, target, statement.output, search.columns)
  const width = columnsOf(target.table).length
  const found = yield* search.find()
  const transaction = yield* batch.part(target.database, target.online)
  for (const { key, row } of found) {
    const before = row.slice(base, base + width)
    yield* checkReferences(batch, target, before, undefined)
    yield* removeRow({ target, transaction, patience: batch.patience }, key)
    outputs?.note({ inserted: undefined, deleted: before, from: row })
    if (batch.work.tick()) yield* batch.work.slice.wait()
  }
  if (outputs !== undefined) yield* outputs.finish()
  batch.session.rowCount = found.length
  return { count: found.length, command: COMMAND.delete }
}

type Change = (frame: Frame, row: WireValue[]) => void

function changeOf(
  batch: Batch,
  target: TableTarget,
  assignment: Assignment,
  context: CompileContext,
): Change {
  const { column, variable, operator, value, at } = assignment
  const index = column === undefined ? undefined : columnNamed(target, column.name)
  if (index !== undefined && index === identityColumn(target))
    fail(8102, `Cannot update identity column '${column?.name ?? ''}'.`)
  const place = variable === undefined ? undefined : batch.variable(variable)
  if (variable !== undefined && place === undefined)
    fail(137, `Must declare the scalar variable "${variable}".`, { severity: 15, state: 2 })
  if (value.kind === 'default' && index !== undefined) {
    const given = defaultOf(target, index, batch)
    return (_frame, row) => {
      row[index] = given?.(NO_ROW) ?? null
    }
  }
  const left =
    column === undefined
      ? ({ kind: 'variable', at, name: variable ?? '' } as const)
      : ({ kind: 'column', at, qualifier: [], name: column.name } as const)
  const sign = operator.slice(0, -1) as '+'
  const whole =
    operator === '=' ? value : ({ kind: 'binary', at, operator: sign, left, right: value } as const)
  const compiled = compile(whole, context)
  const change = index === undefined ? undefined : intoColumn(compiled, target, index)
  const intoVariable: Evaluate | undefined =
    place === undefined ? undefined : converted(compiled, place.type)
  return (frame, row) => {
    if (index !== undefined && change !== undefined) row[index] = change(compiled.evaluate(frame))
    if (place !== undefined && intoVariable !== undefined) place.value = intoVariable(frame)
  }
}

/** How the rows of the statement are found, with the keys of those in its target. */
function searchOf(batch: Batch, statement: Update | Delete): Search {
  const reference = statement.target
  const named = reference.kind === 'table' ? aliasIn(statement.from, reference) : undefined
  const target = dmlTarget(batch, named ?? reference)
  const hints = reference.kind === 'table' ? [...reference.hints, ...(named?.hints ?? [])] : []
  const mode = writeMode(batch, hints, target)
  const access = keyedAccess(batch, target, mode)
  const from: TableSource =
    statement.from ?? (reference.kind === 'table' ? { ...reference, alias: undefined } : reference)
  const wanted = named ?? reference
  const planner = plannerFor(batch, wanted, access).with(statement.with)
  const source = buildSource(from, planner, undefined)
  const qualifier = (
    named?.alias ?? (wanted.kind === 'table' ? wanted.name.name : wanted.name)
  ).toLowerCase()
  const base = source.columns.findIndex((column) => column.qualifier === qualifier)
  const context: CompileContext = {
    services: batch,
    scope: { columns: source.columns, outer: undefined },
  }
  const filters: Test[] = []
  for (const condition of conjunctsOf(statement.where)) {
    const conjunct = compileConjunct(condition, context)
    if (!source.open.some((leaf: Leaf) => pushDown(conjunct, leaf, batch, undefined)))
      filters.push(conjunct.test)
  }
  const top =
    statement.top === undefined
      ? undefined
      : Number(
          wholeValue(
            compile(statement.top.count, {
              services: batch,
              scope: { columns: [], outer: undefined },
            }),
            NO_ROW,
          ) ?? 0n,
        )
  const width = columnsOf(target.table).length
  function* find(): Process<Found[]> {
    const found: Found[] = []
    const seen = new Set<SqlValue>()
    yield* pull(batch, { rows: () => source.rows(undefined) }, (row) => {
      if (found.length >= (top ?? Number.POSITIVE_INFINITY)) return undefined
      const frame = { row, outer: undefined }
      for (const filter of filters) if (filter(frame) !== true) return undefined
      const key = row[base + width] as SqlValue
      if (key === null || seen.has(key)) return undefined
      seen.add(key)
      batch.work.hold(row)
      found.push({ key, row: row.slice(0, source.columns.length) })
      return undefined
    })
    return found
  }
  return { target, columns: source.columns, base: Math.max(0, base), find }
}

/** The key rides behind the columns of the row. */
const KEY_SLOT = '\u0001key'

function keyedAccess(batch: Batch, target: TableTarget, mode: ReadMode): TableAccess {
  const reading = batch.reading(target.database, target.online, mode)
  const plain = tableAccess(target, reading)
  function* keyed(steps: Iterable<{ key: SqlValue; row: Row } | Pause>): Generator<Step> {
    for (const step of steps)
      yield step instanceof Pause ? step : [...step.row, step.key as WireValue]
  }
  return {
    ...plain,
    columns: [...plain.columns, { name: KEY_SLOT, type: { kind: 'sql_variant' }, nullable: false }],
    scan: () => keyed(scanKeyed(target, reading)),
    lookUp: (key) => keyed(lookUpKeyed(target, reading, key)),
  }
}

/** Rows that are to be changed are waited for; without locks nobody may change anything. */
function writeMode(batch: Batch, hints: readonly string[], target: TableTarget): ReadMode {
  if (target.database === 'tempdb') return 'committed'
  const mode = modeOf(batch.session.options.isolation, hints, target.database)
  return mode === 'dirty' ? 'committed' : mode
}

/** The one reference in the FROM that the statement changes. */
function aliasIn(
  from: TableSource | undefined,
  { name }: TableReference,
): TableReference | undefined {
  if (from === undefined) return undefined
  const wanted = name.name.toLowerCase()
  const tables = tablesIn(from)
  return (
    tables.find(({ alias }) => alias?.toLowerCase() === wanted) ??
    tables.find((each) => each.name.name.toLowerCase() === wanted)
  )
}

function tablesIn(from: TableSource): TableReference[] {
  if (from.kind === 'table') return [from]
  return from.kind === 'join' ? [...tablesIn(from.left), ...tablesIn(from.right)] : []
}

function plannerFor(batch: Batch, wanted: Update['target'], access: TableAccess): Planner {
  batch.plan()
  const tables = tablesOf(batch)
  let isGiven = false
  const planner = new Planner({
    services: batch,
    work: batch.work,
    tables: {
      ...tables,
      open: (reference) => {
        const isTarget =
          !isGiven &&
          wanted.kind === 'table' &&
          reference.name.name.toLowerCase() === wanted.name.name.toLowerCase() &&
          reference.alias === wanted.alias
        if (!isTarget) return tables.open(reference)
        isGiven = true
        return access
      },
      openVariable: (variable) => {
        const isTarget =
          !isGiven &&
          wanted.kind === 'table-variable' &&
          variable.name.toLowerCase() === wanted.name.toLowerCase()
        if (!isTarget) return tables.openVariable(variable)
        isGiven = true
        return access
      },
    },
  })
  batch.planner = planner
  return planner
}
