// A condition taken apart at its ANDs, and what each part looks at.

import { compile, converted } from '../expression/compile.js'
import { compileCondition } from '../expression/condition.js'
import type {
  CompileContext,
  Evaluate,
  Scope,
  Services,
  Test,
  Uses,
} from '../expression/context.js'
import type { Condition, Expression } from '../parse/tree.js'
import { commonType, familyOf, rankOf } from '../value/type.js'
import type { Leaf } from './leaf.js'

export interface Conjunct {
  readonly condition: Condition
  readonly test: Test
  readonly uses: Uses
}

export function conjunctsOf(condition: Condition | undefined): Condition[] {
  if (condition === undefined) return []
  if (condition.kind !== 'and') return [condition]
  return [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)]
}

export function compileConjunct(condition: Condition, context: CompileContext): Conjunct {
  const uses: Uses = { slots: new Set(), hasSubquery: false }
  const test = compileCondition(condition, { ...context, uses }, compile)
  return { condition, test, uses }
}

/** Lets a table do what concerns nobody else; false when the condition is not its own alone. */
export function pushDown(
  conjunct: Conjunct,
  leaf: Leaf,
  services: Services,
  outer: Scope | undefined,
): boolean {
  const { uses, condition } = conjunct
  if (uses.hasSubquery || uses.slots.size === 0) return false
  const [first] = leaf.columns
  if (first === undefined) return false
  for (const slot of uses.slots)
    if (slot < first.slot || slot >= first.slot + leaf.width) return false
  const columns = leaf.columns.map((column) => ({ ...column, slot: column.slot - first.slot }))
  const context: CompileContext = { services, scope: { columns, outer } }
  if (condition.kind === 'comparison' && condition.operator === '=')
    addEquality(condition, leaf, context)
  leaf.filters.push(compileCondition(condition, context, compile))
  return true
}

function addEquality(
  { left, right }: { left: Expression; right: Expression },
  leaf: Leaf,
  context: CompileContext,
): void {
  for (const [column, value] of [
    [left, right],
    [right, left],
  ] as const) {
    if (column.kind !== 'column') continue
    const uses: Uses = { slots: new Set(), hasSubquery: false }
    const named = compile(column, { ...context, uses })
    const [slot] = uses.slots
    if (slot === undefined) continue
    const free: Uses = { slots: new Set(), hasSubquery: false }
    const other = compile(value, { ...context, uses: free })
    if (free.slots.size > 0 || free.hasSubquery) continue
    // Only where the comparison happens in the type of the column.
    const common = other.isUntyped === true ? named.type : commonType(named.type, other.type)
    if (common === undefined || familyOf(common) !== familyOf(named.type)) continue
    if (rankOf(common) > rankOf(named.type) && familyOf(named.type) !== 'text') continue
    if ('scale' in common && 'scale' in named.type && common.scale !== named.type.scale) continue
    leaf.equalities.push({ column: slot, value: converted(other, wide(named.type)) })
    return
  }
}

/** No value is cut to the length of the column before it is compared. */
function wide(type: CompileType): CompileType {
  if ('length' in type && familyOf(type) === 'text') return { kind: 'nvarchar', length: 'max' }
  if ('length' in type) return { kind: 'varbinary', length: 'max' }
  return type
}

type CompileType = ReturnType<typeof compile>['type']

export interface Pairs {
  readonly left: Evaluate[]
  readonly right: Evaluate[]
  /** The types in which they are compared. */
  readonly types: CompileType[]
}

/** The equalities of an ON that set one side against the other. */
export function pairsOf(
  conditions: readonly Condition[],
  left: CompileContext,
  right: CompileContext,
): { pairs: Pairs; used: Set<Condition> } {
  const pairs: Pairs = { left: [], right: [], types: [] }
  const used = new Set<Condition>()
  for (const condition of conditions) {
    if (condition.kind !== 'comparison' || condition.operator !== '=') continue
    const found =
      pairOf(condition.left, condition.right, left, right) ??
      pairOf(condition.right, condition.left, left, right)
    if (found === undefined) continue
    pairs.left.push(found[0])
    pairs.right.push(found[1])
    pairs.types.push(found[2])
    used.add(condition)
  }
  return { pairs, used }
}

function pairOf(
  first: Expression,
  second: Expression,
  left: CompileContext,
  right: CompileContext,
): [Evaluate, Evaluate, CompileType] | undefined {
  const a = onlyIn(first, left)
  const b = a === undefined ? undefined : onlyIn(second, right)
  if (a === undefined || b === undefined) return undefined
  const common = commonType(a.type, b.type)
  if (common === undefined) return undefined
  return [converted(a, common), converted(b, common), common]
}

/** The expression, if it names columns of that side and of nothing else. */
function onlyIn(
  expression: Expression,
  context: CompileContext,
): ReturnType<typeof compile> | undefined {
  if (!namesOnly(expression, context.scope)) return undefined
  const uses: Uses = { slots: new Set(), hasSubquery: false }
  const compiled = compile(expression, { ...context, uses })
  return uses.slots.size > 0 && !uses.hasSubquery ? compiled : undefined
}

/** True when every column that is named is in the scope itself, and nothing is nested. */
function namesOnly(expression: Expression, { columns }: Scope): boolean {
  switch (expression.kind) {
    case 'column': {
      const qualifier = expression.qualifier.at(-1)?.toLowerCase()
      const name = expression.name.toLowerCase()
      return columns.some(
        (column) =>
          column.name.toLowerCase() === name &&
          (qualifier === undefined || column.qualifier === qualifier),
      )
    }
    case 'binary':
      if (!('operator' in expression)) return true
      return (
        namesOnly(expression.left, { columns, outer: undefined }) &&
        namesOnly(expression.right, { columns, outer: undefined })
      )
    case 'unary':
    case 'cast':
      return namesOnly(expression.operand, { columns, outer: undefined })
    case 'subquery':
    case 'case':
    case 'call':
      return false
    default:
      return true
  }
}
