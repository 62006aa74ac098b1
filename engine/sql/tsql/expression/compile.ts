// Expressions become functions once per statement; rows then cost calls only.

import type { Case, Cast, ColumnReference, Expression, Literal } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import { converter, type Plain } from '../value/convert.js'
import { wireTypeOf } from '../value/data-type.js'
import { catching, fail } from '../value/failure.js'
import { BIGINT, commonType, familyOf, INT, nameOf } from '../value/type.js'
import { compileBinary, compileUnary } from './arithmetic.js'
import { compileCondition } from './condition.js'
import {
  type CompileContext,
  type Compiled,
  constant,
  type Evaluate,
  resolveColumn,
} from './context.js'
import { compileCall } from './function.js'

export function compile(expression: Expression, context: CompileContext): Compiled {
  const found = context.grouping?.find(expression)
  if (found !== undefined) return found
  switch (expression.kind) {
    case 'column':
      return compileColumn(expression, context)
    case 'variable':
      return compileVariable(expression.name, context)
    case 'unary':
      return compileUnary(expression, compile(expression.operand, context))
    case 'binary':
      if (!('operator' in expression)) return compileLiteral(expression)
      return compileBinary(
        expression.operator,
        compile(expression.left, context),
        compile(expression.right, context),
      )
    case 'collate':
      return compile(expression.operand, context)
    case 'call':
      return compileCall(expression, context, compile)
    case 'case':
      return compileCase(expression, context)
    case 'cast':
      return compileCast(expression, context)
    case 'subquery':
      return compileSubquery(expression, context)
    default:
      return compileLiteral(expression)
  }
}

const INT_MAX = 2n ** 31n - 1n

export function compileLiteral(literal: Literal): Compiled {
  switch (literal.kind) {
    case 'null':
      return { ...constant(INT, null), isUntyped: true }
    case 'default':
      return fail(156, "Incorrect syntax near the keyword 'DEFAULT'.", { severity: 15 })
    case 'integer': {
      const digits = literal.value.toString().replace('-', '').length
      if (literal.value <= INT_MAX) return { ...constant(INT, Number(literal.value)), digits }
      return constant({ kind: 'numeric', precision: digits, scale: 0 }, literal.value)
    }
    case 'decimal': {
      const digits = literal.value.toString().replace('-', '').length
      const precision = Math.max(digits, literal.scale, 1)
      return constant({ kind: 'numeric', precision, scale: literal.scale }, literal.value)
    }
    case 'float':
      return constant({ kind: 'float' }, literal.value)
    case 'money':
      return constant({ kind: 'money' }, literal.value)
    case 'string': {
      const kind = literal.national ? 'nvarchar' : 'varchar'
      const most = literal.national ? 4_000 : 8_000
      const length = Math.max(1, literal.value.length)
      return constant({ kind, length: length > most ? 'max' : length }, literal.value)
    }
    case 'binary': {
      const length = Math.max(1, literal.value.length)
      return constant({ kind: 'varbinary', length: length > 8_000 ? 'max' : length }, literal.value)
    }
  }
}

function compileColumn(reference: ColumnReference, context: CompileContext): Compiled {
  const { column, depth } = resolveColumn(context.scope, reference.qualifier, reference.name)
  if (depth === 0) context.grouping?.refuse?.(column)
  const { slot, type, nullable, identity, name } = column
  if (depth === 0) context.uses?.slots.add(slot)
  const evaluate = slotReader(slot, depth)
  return identity === true
    ? { type, nullable, evaluate, name, identity }
    : { type, nullable, evaluate, name }
}

function slotReader(slot: number, depth: number): Evaluate {
  if (depth === 0) return ({ row }) => row[slot] as WireValue
  return (frame) => {
    let at = frame
    for (let left = depth; left > 0 && at.outer !== undefined; left--) at = at.outer
    return at.row[slot] as WireValue
  }
}

function compileVariable(name: string, { services }: CompileContext): Compiled {
  if (name.startsWith('@@')) {
    const known = services.global(name.toLowerCase())
    return (
      known ?? fail(137, `Must declare the scalar variable "${name}".`, { severity: 15, state: 2 })
    )
  }
  const variable = services.variable(name)
  if (variable === undefined)
    return fail(137, `Must declare the scalar variable "${name}".`, { severity: 15, state: 2 })
  return { type: variable.type, nullable: true, evaluate: () => variable.value }
}

function compileCase(expression: Case, context: CompileContext): Compiled {
  const tests = expression.branches.map(({ when }) => compileCondition(when, context, compile))
  const results = expression.branches.map(({ value }) => compile(value, context))
  const otherwise =
    expression.otherwise === undefined ? undefined : compile(expression.otherwise, context)
  const all = otherwise === undefined ? results : [...results, otherwise]
  if (all.every((each) => each.isUntyped === true))
    return fail(
      8133,
      'At least one of the result expressions in a CASE specification must be an expression other than the NULL constant.',
    )
  const type = commonOf(all)
  const values = results.map((each) => converted(each, type))
  const last = otherwise === undefined ? undefined : converted(otherwise, type)
  return {
    type,
    nullable: otherwise === undefined || all.some(({ nullable }) => nullable),
    evaluate: (frame) => {
      for (let branch = 0; branch < tests.length; branch++)
        if (tests[branch]?.(frame) === true) return values[branch]?.(frame) ?? null
      return last === undefined ? null : last(frame)
    },
  }
}

/** The type that all of them become; those that are NULL as written take any. */
export function commonOf(all: readonly Compiled[]): WireType {
  let type: WireType | undefined
  for (const each of all) {
    if (each.isUntyped === true) continue
    if (type === undefined) type = each.type
    else {
      const common = commonType(type, each.type)
      if (common === undefined)
        return fail(
          206,
          `Operand type clash: ${nameOf(each.type)} is incompatible with ${nameOf(type)}`,
          { state: 2 },
        )
      type = common
    }
  }
  return type ?? INT
}

export function converted(compiled: Compiled, type: WireType): Evaluate {
  const { evaluate } = compiled
  if (compiled.isUntyped === true || compiled.type === type) return evaluate
  const change = converter(compiled.type, type)
  return (frame) => change(evaluate(frame))
}

function compileCast(cast: Cast, context: CompileContext): Compiled {
  const operand = compile(cast.operand, context)
  const type = wireTypeOf(cast.type, 30)
  if (operand.isUntyped === true) return { type, nullable: true, evaluate: () => null }
  const style = cast.style === undefined ? undefined : compile(cast.style, context)
  const { evaluate } = operand
  const change = (value: Plain, frame: Parameters<Evaluate>[0]): WireValue => {
    const chosen = style?.evaluate(frame)
    const how = chosen === null || chosen === undefined ? {} : { style: Number(chosen) }
    return converter(operand.type, type, how)(value)
  }
  const fixed = style === undefined ? converter(operand.type, type) : undefined
  const strict: Evaluate = (frame) => {
    const value = evaluate(frame)
    if (value === null) return null
    return fixed === undefined ? change(value, frame) : fixed(value)
  }
  if (!cast.tolerant) return { type, nullable: operand.nullable, evaluate: strict }
  return {
    type,
    nullable: true,
    evaluate: (frame) => {
      const tried = catching(() => strict(frame))
      if (tried.ok) return tried.value
      // A clash of types is a mistake of the statement, not of the value.
      return tried.error.number === 206 ? strict(frame) : null
    },
  }
}

function compileSubquery(
  expression: Extract<Expression, { kind: 'subquery' }>,
  { services, scope, uses }: CompileContext,
): Compiled {
  if (uses !== undefined) uses.hasSubquery = true
  const plan = services.subquery(expression.query, scope)
  const [column] = plan.columns
  if (column === undefined || plan.columns.length > 1)
    return fail(
      116,
      'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
    )
  return {
    type: column.type,
    nullable: true,
    evaluate: (frame) => {
      let result: WireValue = null
      let count = 0
      for (const [value = null] of plan.rows(frame)) {
        if (++count > 1)
          return fail(
            512,
            'Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or when the subquery is used as an expression.',
          )
        result = value
      }
      return result
    },
  }
}

/** A whole number for TOP, OFFSET and the like. */
export function wholeValue(compiled: Compiled, frame: Parameters<Evaluate>[0]): bigint | null {
  const value = compiled.evaluate(frame)
  if (value === null) return null
  if (familyOf(compiled.type) !== 'number')
    return fail(
      1060,
      'The number of rows provided for a TOP or FETCH clauses row count parameter must be an integer.',
      { severity: 15 },
    )
  return converter(compiled.type, BIGINT)(value) as bigint
}
