// FROM: tables, queries, functions and their joins, as one row of all their columns.

import type { CompileContext, Evaluate, Frame, Scope, ScopeColumn } from '../expression/context.js'
import type {
  DerivedTable,
  Join,
  TableFunction,
  TableReference,
  TableSource,
  TableVariable,
} from '../parse/tree.js'
import type { WireValue } from '../port.js'
import { fail } from '../value/failure.js'
import { describe, familyOf } from '../value/type.js'
import { compileConjunct, conjunctsOf, type Pairs, pairsOf, pushDown } from './conjuncts.js'
import { joinRows, nulls } from './join.js'
import { Leaf } from './leaf.js'
import { Pause, type Plan, type Step } from './plan.js'
import type { Planner } from './planner.js'
import { tableFunction } from './table-functions.js'

export interface Source {
  readonly columns: readonly ScopeColumn[]
  readonly width: number
  /** Tables that conditions of the WHERE may go down to. */
  readonly open: readonly Leaf[]
  rows(outer: Frame | undefined): Iterable<Step>
  lookUp(key: readonly WireValue[], outer: Frame | undefined): Iterable<Step>
}

export function buildSource(from: TableSource, planner: Planner, outer: Scope | undefined): Source {
  return build(from, planner, { outer, base: 0 })
}

interface Place {
  readonly outer: Scope | undefined
  /** The first slot. */
  readonly base: number
}

function build(from: TableSource, planner: Planner, place: Place): Source {
  switch (from.kind) {
    case 'table':
      return buildTable(from, planner, place)
    case 'table-variable':
      return buildVariable(from, planner, place)
    case 'derived':
      return buildDerived(from, planner, place)
    case 'function':
      return buildFunction(from, planner, place)
    case 'join':
      return from.type === 'cross-apply' || from.type === 'outer-apply'
        ? buildApply(from, planner, place)
        : buildJoin(from, planner, place)
  }
}

function buildTable(reference: TableReference, planner: Planner, place: Place): Source {
  const { name, alias } = reference
  const common = name.schema === undefined ? planner.commonTable(name.name) : undefined
  const qualifier = (alias ?? name.name).toLowerCase()
  if (common !== undefined) return ofPlan(common(place.outer), qualifier, [], place)
  const view = planner.view(name)
  if (view !== undefined) return ofPlan(view, qualifier, [], place)
  return leafOf(planner, planner.table(reference), qualifier, place)
}

function buildVariable(variable: TableVariable, planner: Planner, place: Place): Source {
  return leafOf(
    planner,
    planner.tableVariable(variable),
    (variable.alias ?? variable.name).toLowerCase(),
    place,
  )
}

function leafOf(
  planner: Planner,
  access: Leaf['access'],
  qualifier: string,
  { base }: Place,
): Source {
  const columns = access.columns.map((column, index) => ({
    ...column,
    qualifier,
    schema: access.schema,
    database: access.database,
    slot: base + index,
  }))
  const leaf = new Leaf(access, columns, planner.work)
  planner.addLeaf(leaf)
  return {
    columns,
    width: columns.length,
    open: [leaf],
    rows: (outer) => leaf.rows(outer),
    lookUp: (key, outer) => leaf.lookUp(key, outer),
  }
}

function buildDerived(derived: DerivedTable, planner: Planner, place: Place): Source {
  const plan = planner.query(derived.query, place.outer)
  return ofPlan(plan, derived.alias.toLowerCase(), derived.columns, place)
}

function ofPlan(plan: Plan, qualifier: string, names: readonly string[], { base }: Place): Source {
  if (names.length > 0 && names.length !== plan.columns.length)
    fail(
      names.length > plan.columns.length ? 8158 : 8159,
      `'${qualifier}' has ${names.length > plan.columns.length ? 'more' : 'fewer'} columns than were specified in the column list.`,
    )
  const columns = plan.columns.map((column, index): ScopeColumn => {
    const name = names[index] ?? column.name
    if (name === '')
      fail(8155, `No column name was specified for column ${index + 1} of '${qualifier}'.`, {
        state: 2,
      })
    return { name, type: column.type, nullable: column.nullable, qualifier, slot: base + index }
  })
  return {
    columns,
    width: columns.length,
    open: [],
    rows: (outer) => plan.rows(outer),
    lookUp: () => [],
  }
}

function buildFunction(call: TableFunction, planner: Planner, place: Place): Source {
  const plan = tableFunction(call, planner, place.outer)
  return ofPlan(plan, (call.alias ?? call.name.name).toLowerCase(), call.columns, place)
}

function buildJoin(join: Join, planner: Planner, place: Place): Source {
  const left = build(join.left, planner, place)
  const right = build(join.right, planner, { ...place, base: place.base + left.width })
  refuseTwice(left.columns, right.columns)
  const type = join.type as 'inner' | 'left' | 'right' | 'full' | 'cross'
  const columns = [...left.columns, ...right.columns]
  const { services, work } = planner
  const context: CompileContext = { services, scope: atZero(columns, place) }
  const conditions = conjunctsOf(join.on)
  const { pairs, used } = pairsOf(
    conditions,
    { services, scope: atZero(left.columns, place) },
    { services, scope: shifted(right.columns, place, left.width) },
  )
  const residual = []
  for (const condition of conditions) {
    const conjunct = compileConjunct(condition, context)
    // What concerns the right table alone narrows it, unless its rows are to be kept.
    const narrowed =
      (type === 'inner' || type === 'left') &&
      right.open.some(
        (leaf) =>
          isAlone(leaf, right) &&
          pushDown(conjunct, rebased(leaf, place.base), services, place.outer),
      )
    if (!used.has(condition) && !narrowed) residual.push(conjunct.test)
  }
  const keyed = keyFor(type, right, pairs, conditions, used, planner)
  const parts = { type, left, right, pairs, residual, keyOf: keyed, work }
  return {
    columns,
    width: columns.length,
    open: openOf(type, left, right),
    rows: (outer) => joinRows(parts, outer),
    lookUp: () => [],
  }
}

function isAlone(leaf: Leaf, { columns }: Source): boolean {
  return leaf.columns === columns
}

/** Slots of conditions count from the start of the join. */
function rebased(leaf: Leaf, base: number): Leaf {
  if (base === 0) return leaf
  const columns = leaf.columns.map((column) => ({ ...column, slot: column.slot - base }))
  return Object.assign(Object.create(leaf) as Leaf, { columns })
}

function atZero(columns: readonly ScopeColumn[], { base, outer }: Place): Scope {
  return shifted(columns, { base, outer }, 0)
}

function shifted(columns: readonly ScopeColumn[], { base, outer }: Place, by: number): Scope {
  const shift = base + by
  return {
    columns:
      shift === 0 ? columns : columns.map((column) => ({ ...column, slot: column.slot - shift })),
    outer,
  }
}

/** The values of the left side that make up the key of the table on the right. */
function keyFor(
  type: string,
  right: Source,
  { left: values, types }: Pairs,
  conditions: Parameters<typeof pairsOf>[0],
  used: ReadonlySet<unknown>,
  planner: Planner,
): readonly Evaluate[] | undefined {
  const [leaf] = right.open
  if ((type !== 'inner' && type !== 'left') || leaf === undefined || !isAlone(leaf, right))
    return undefined
  if (leaf.isSpooled || planner.isNested || leaf.access.key.length === 0) return undefined
  const pairs = conditions.filter((condition) => used.has(condition))
  const keys: Evaluate[] = []
  for (const column of leaf.access.key) {
    const name = leaf.columns[column]?.name.toLowerCase()
    const at = pairs.findIndex(
      (condition) => condition.kind === 'comparison' && sidesOf(condition).includes(name ?? ''),
    )
    const value = values[at]
    const [own, common] = [leaf.columns[column]?.type, types[at]]
    if (value === undefined || own === undefined || common === undefined) return undefined
    const isText = familyOf(own) === 'text' && familyOf(common) === 'text'
    if (!isText && describe(own) !== describe(common)) return undefined
    keys.push(value)
  }
  // Other pairs would be lost.
  return keys.length === pairs.length ? keys : undefined
}

function sidesOf(condition: { left: { kind: string }; right: { kind: string } }): string[] {
  return [condition.left, condition.right].map((side) =>
    side.kind === 'column' ? (side as unknown as { name: string }).name.toLowerCase() : '',
  )
}

function openOf(type: string, left: Source, right: Source): readonly Leaf[] {
  if (type === 'left') return left.open
  if (type === 'right') return right.open
  return type === 'full' ? [] : [...left.open, ...right.open]
}

function buildApply(join: Join, planner: Planner, place: Place): Source {
  const left = build(join.left, planner, place)
  const scope = atZero(left.columns, place)
  const nested = planner.nested()
  const right = build(join.right, nested, { outer: scope, base: place.base + left.width })
  const columns = [...left.columns, ...right.columns]
  const isOuter = join.type === 'outer-apply'
  function* rows(outer: Frame | undefined): Generator<Step> {
    for (const step of left.rows(outer)) {
      if (step instanceof Pause) {
        yield step
        continue
      }
      let isEmpty = true
      for (const other of right.rows({ row: step, outer })) {
        if (other instanceof Pause) yield other
        else {
          isEmpty = false
          yield [...step, ...other]
        }
      }
      if (isEmpty && isOuter) yield [...step, ...nulls(right.width)]
    }
  }
  return { columns, width: columns.length, open: left.open, rows, lookUp: () => [] }
}

function refuseTwice(left: readonly ScopeColumn[], right: readonly ScopeColumn[]): void {
  const names = new Set(left.map(({ qualifier }) => qualifier))
  for (const { qualifier } of right)
    if (names.has(qualifier))
      fail(
        1013,
        `The objects "${qualifier}" and "${qualifier}" in the FROM clause have the same exposed names. Use correlation names to distinguish them.`,
      )
}
