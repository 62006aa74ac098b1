// Conditions are true, false or unknown.

import type { ComparisonOperator, Condition, Expression, Query } from '../parse/tree.js'
import type { WireType } from '../port.js'
import { type Comparer, comparerOf, hashKeyOf } from '../value/compare.js'
import { fail } from '../value/failure.js'
import { commonType, familyOf, INT, nameOf } from '../value/type.js'
import { converted } from './compile.js'
import type { CompileContext, Compiled, Evaluate, Frame, Test } from './context.js'
import { likeMatcher, type Matcher } from './like.js'

export type Compiler = (expression: Expression, context: CompileContext) => Compiled

export function compileCondition(
  condition: Condition,
  context: CompileContext,
  compile: Compiler,
): Test {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return compileJunction(condition, context, compile)
    case 'not': {
      const operand = compileCondition(condition.operand, context, compile)
      return (frame) => not(operand(frame))
    }
    case 'comparison': {
      const [left, right] = [compile(condition.left, context), compile(condition.right, context)]
      return comparison(condition.operator, left, right)
    }
    case 'is-null': {
      const { evaluate } = compile(condition.operand, context)
      const { negated } = condition
      return (frame) => (evaluate(frame) === null) !== negated
    }
    case 'between': {
      const operand = compile(condition.operand, context)
      const low = comparison('>=', operand, compile(condition.low, context))
      const high = comparison('<=', operand, compile(condition.high, context))
      return negatedIf(condition.negated, (frame) => and(low(frame), () => high(frame)))
    }
    case 'in':
      return negatedIf(
        condition.negated,
        inValues(
          compile(condition.operand, context),
          condition.values.map((value) => compile(value, context)),
        ),
      )
    case 'in-query':
      return negatedIf(
        condition.negated,
        quantified('any', '=', compile(condition.operand, context), condition.query, context),
      )
    case 'quantified':
      return quantified(
        condition.quantifier,
        condition.operator,
        compile(condition.left, context),
        condition.query,
        context,
      )
    case 'like':
      return negatedIf(condition.negated, compileLike(condition, context, compile))
    case 'exists': {
      if (context.uses !== undefined) context.uses.hasSubquery = true
      const plan = context.services.subquery(condition.query, context.scope)
      return (frame) => {
        for (const _row of plan.rows(frame)) return true
        return false
      }
    }
    case 'full-text':
      return fail(
        7601,
        'Cannot use a CONTAINS or FREETEXT predicate on table or indexed view because it is not full-text indexed.',
      )
  }
}

function compileJunction(
  { kind, left, right }: Extract<Condition, { kind: 'and' | 'or' }>,
  context: CompileContext,
  compile: Compiler,
): Test {
  const first = compileCondition(left, context, compile)
  const second = compileCondition(right, context, compile)
  if (kind === 'and') return (frame) => and(first(frame), () => second(frame))
  return (frame) => not(and(not(first(frame)), () => not(second(frame))))
}

function and(left: boolean | null, right: () => boolean | null): boolean | null {
  if (left === false) return false
  const other = right()
  if (other === false) return false
  return left === null || other === null ? null : true
}

function not(value: boolean | null): boolean | null {
  return value === null ? null : !value
}

function negatedIf(negated: boolean, test: Test): Test {
  return negated ? (frame) => not(test(frame)) : test
}

/** Both sides in the type they have in common. */
export function alike(
  left: Compiled,
  right: Compiled,
): { type: WireType; left: Evaluate; right: Evaluate; compare: Comparer } {
  const type = comparable(left, right)
  return {
    type,
    left: converted(left, type),
    right: converted(right, type),
    compare: comparerOf(type),
  }
}

function comparable(left: Compiled, right: Compiled): WireType {
  if (left.isUntyped === true) return right.isUntyped === true ? INT : right.type
  if (right.isUntyped === true) return left.type
  const common = commonType(left.type, right.type)
  if (common !== undefined) return common
  if (familyOf(left.type) === 'date' || familyOf(right.type) === 'date')
    return fail(
      206,
      `Operand type clash: ${nameOf(right.type)} is incompatible with ${nameOf(left.type)}`,
      { state: 2 },
    )
  return fail(
    402,
    `The data types ${nameOf(left.type)} and ${nameOf(right.type)} are incompatible in the equal to operator.`,
  )
}

export function comparison(operator: ComparisonOperator, first: Compiled, second: Compiled): Test {
  const { left, right, compare } = alike(first, second)
  const holds = outcomeOf(operator)
  return (frame) => {
    const a = left(frame)
    if (a === null) return null
    const b = right(frame)
    return b === null ? null : holds(compare(a, b))
  }
}

function outcomeOf(operator: ComparisonOperator): (order: number) => boolean {
  switch (operator) {
    case '=':
      return (order) => order === 0
    case '<>':
      return (order) => order !== 0
    case '<':
      return (order) => order < 0
    case '<=':
      return (order) => order <= 0
    case '>':
      return (order) => order > 0
    case '>=':
      return (order) => order >= 0
  }
}

function inValues(operand: Compiled, values: readonly Compiled[]): Test {
  const tests = values.map((value) => comparison('=', operand, value))
  return (frame) => {
    let unknown = false
    for (const test of tests) {
      const result = test(frame)
      if (result === true) return true
      if (result === null) unknown = true
    }
    return unknown ? null : false
  }
}

function quantified(
  quantifier: 'any' | 'all',
  operator: ComparisonOperator,
  operand: Compiled,
  query: Query,
  { services, scope, uses }: CompileContext,
): Test {
  if (uses !== undefined) uses.hasSubquery = true
  const plan = services.subquery(query, scope)
  const [column] = plan.columns
  if (column === undefined || plan.columns.length > 1)
    return fail(
      116,
      'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
    )
  let current: ReturnType<Evaluate> = null
  const element: Compiled = { type: column.type, nullable: true, evaluate: () => current }
  if (quantifier === 'any' && operator === '=')
    return membership(operand, element, (frame) => plan.rows(frame))
  const test = comparison(operator, operand, element)
  return (frame) => {
    let unknown = false
    for (const [value = null] of plan.rows(frame)) {
      current = value
      const result = test(frame)
      if (result === (quantifier === 'any')) return result
      if (result === null) unknown = true
    }
    return unknown ? null : quantifier === 'all'
  }
}

/** IN: the values of a list that does not change are looked up, not gone through. */
function membership(
  operand: Compiled,
  element: Compiled,
  rowsOf: (frame: Frame) => Iterable<readonly unknown[]>,
): Test {
  const type = comparable(operand, element)
  const [left, change] = [
    converted(operand, type),
    converted({ ...element, evaluate: ({ row }) => row[0] ?? null }, type),
  ]
  let known: Iterable<readonly unknown[]> | undefined
  let values = new Set<unknown>()
  return (frame) => {
    const rows = rowsOf(frame)
    if (rows !== known) {
      values = new Set()
      for (const row of rows) values.add(hashKeyOf(change({ row: row as never, outer: undefined })))
      known = rows
    }
    if (values.size === 0) return false
    const value = left(frame)
    if (value === null) return null
    if (values.has(hashKeyOf(value))) return true
    return values.has(null) ? null : false
  }
}

function compileLike(
  condition: Extract<Condition, { kind: 'like' }>,
  context: CompileContext,
  compile: Compiler,
): Test {
  const text: WireType = { kind: 'nvarchar', length: 'max' }
  const operand = converted(compile(condition.operand, context), text)
  const pattern = converted(compile(condition.pattern, context), text)
  const escaping =
    condition.escape === undefined ? undefined : converted(compile(condition.escape, context), text)
  let matcher: Matcher | undefined
  let known: string | undefined
  return (frame) => {
    const [value, wanted] = [operand(frame), pattern(frame)]
    if (value === null || wanted === null) return null
    if (matcher === undefined || wanted !== known) {
      const by = escaping?.(frame)
      matcher = likeMatcher(
        wanted as string,
        by === null || by === undefined ? undefined : String(by),
      )
      known = wanted as string
    }
    return matcher(value as string)
  }
}
