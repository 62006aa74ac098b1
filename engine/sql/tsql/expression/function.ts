// Calls of functions: aggregates go to whoever groups, everything else is looked up by name.

import { catalogFunction } from '../catalog/index.js'
import type { Call, Expression } from '../parse/tree.js'
import type { WireType } from '../port.js'
import { sessionFacts } from '../session/facts.js'
import { fail } from '../value/failure.js'
import { commonOf, converted } from './compile.js'
import { comparison } from './condition.js'
import type { CompileContext, Compiled } from './context.js'
import { DATE_FUNCTIONS } from './date-functions.js'
import { MATH_FUNCTIONS } from './math-functions.js'
import type { Builder } from './scalar.js'
import { STRING_FUNCTIONS } from './string-functions.js'
import { SYSTEM_FUNCTIONS } from './system-functions.js'

type Compiler = (expression: Expression, context: CompileContext) => Compiled

export const AGGREGATES: ReadonlySet<string> = new Set([
  'count',
  'count_big',
  'sum',
  'avg',
  'min',
  'max',
  'string_agg',
  'stdev',
  'stdevp',
  'var',
  'varp',
  'checksum_agg',
])

const WINDOW_ONLY: ReadonlySet<string> = new Set([
  'row_number',
  'rank',
  'dense_rank',
  'ntile',
  'lag',
  'lead',
  'first_value',
  'last_value',
])

export function isAggregate({ name, schema, over }: Call): boolean {
  return schema === undefined && over === undefined && AGGREGATES.has(name.toLowerCase())
}

export function isWindow({ over }: Call): boolean {
  return over !== undefined
}

const FUNCTIONS: ReadonlyMap<string, Builder> = new Map(
  Object.entries({
    ...STRING_FUNCTIONS,
    ...MATH_FUNCTIONS,
    ...DATE_FUNCTIONS,
    ...SYSTEM_FUNCTIONS,
  }),
)

export function compileCall(call: Call, context: CompileContext, compile: Compiler): Compiled {
  const name = call.name.toLowerCase()
  const isAbout = call.schema === undefined || call.schema.toLowerCase() === 'sys'
  if (isAbout && (AGGREGATES.has(name) || call.over !== undefined))
    return refuseAggregate(call, context)
  if (isAbout && WINDOW_ONLY.has(name))
    return fail(10753, `The function '${call.name}' must have an OVER clause.`, { severity: 15 })
  const args = call.arguments.map((argument) => compile(argument, context))
  const form = SPECIAL.get(name)
  if (isAbout && form !== undefined) return form(args, call)
  const known = isAbout ? FUNCTIONS.get(name) : undefined
  if (known !== undefined) {
    if (args.length < known.minimum || args.length > known.maximum)
      refuseCount(call, known, args.length)
    return known.build(args, { call, context })
  }
  const catalogued = isAbout ? catalogFunction(name, args.length) : undefined
  if (catalogued !== undefined) return compileCatalogued(catalogued, args, context)
  const spelled = call.schema === undefined ? call.name : `${call.schema}.${call.name}`
  if (call.schema === undefined)
    return fail(195, `'${call.name}' is not a recognized built-in function name.`, {
      severity: 15,
      state: 10,
    })
  return fail(
    4121,
    `Cannot find either column "${call.schema}" or the user-defined function or aggregate "${spelled}", or the name is ambiguous.`,
  )
}

function refuseAggregate(call: Call, { grouping }: CompileContext): Compiled {
  if (grouping !== undefined) return grouping.aggregate(call)
  if (call.over !== undefined)
    return fail(4108, 'Windowed functions can only appear in the SELECT or ORDER BY clauses.', {
      severity: 15,
    })
  return fail(
    147,
    'An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause or a select list, and the column being aggregated is an outer reference.',
    { severity: 15 },
  )
}

function refuseCount({ name }: Call, { minimum, maximum }: Builder, count: number): never {
  if (minimum === maximum)
    return fail(174, `The ${name.toLowerCase()} function requires ${minimum} argument(s).`, {
      severity: 15,
    })
  return fail(
    189,
    `The ${name.toLowerCase()} function requires ${minimum} to ${maximum} arguments.`,
    { severity: count > maximum ? 15 : 15 },
  )
}

function compileCatalogued(
  known: NonNullable<ReturnType<typeof catalogFunction>>,
  args: readonly Compiled[],
  { services }: CompileContext,
): Compiled {
  const { host } = services.session
  return {
    type: known.type,
    nullable: true,
    evaluate: (frame) =>
      known.call(
        { host, session: sessionFacts(services.session) },
        args.map(({ evaluate }) => evaluate(frame)),
      ),
  }
}

type Form = (args: readonly Compiled[], call: Call) => Compiled

/** Functions whose result has the type of their arguments, and that take NULL. */
const SPECIAL: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['coalesce', coalesce],
  ['isnull', isNull],
  ['nullif', nullIf],
  ['choose', choose],
  ['greatest', (args) => extreme(args, 1)],
  ['least', (args) => extreme(args, -1)],
])

function coalesce(args: readonly Compiled[]): Compiled {
  if (args.every((each) => each.isUntyped === true))
    return fail(
      4127,
      'At least one of the arguments to COALESCE must be an expression that is not the NULL constant.',
    )
  const type = commonOf(args)
  const values = args.map((each) => converted(each, type))
  return {
    type,
    nullable: args.every(({ nullable }) => nullable),
    evaluate: (frame) => {
      for (const value of values) {
        const result = value(frame)
        if (result !== null) return result
      }
      return null
    },
  }
}

function isNull(args: readonly Compiled[]): Compiled {
  const [first, second] = args
  if (first === undefined || second === undefined || args.length > 2)
    return fail(174, 'The isnull function requires 2 argument(s).', { severity: 15 })
  const type: WireType = first.isUntyped === true ? second.type : first.type
  const [value, other] = [first.evaluate, converted(second, type)]
  return { type, nullable: second.nullable, evaluate: (frame) => value(frame) ?? other(frame) }
}

function nullIf(args: readonly Compiled[]): Compiled {
  const [first, second] = args
  if (first === undefined || second === undefined || args.length > 2)
    return fail(174, 'The nullif function requires 2 argument(s).', { severity: 15 })
  if (first.isUntyped === true)
    return fail(
      4151,
      'The type of the first argument to NULLIF cannot be the NULL constant because the type of the first argument has to be known.',
    )
  const test = comparison('=', first, second)
  const { type, evaluate } = first
  return {
    type,
    nullable: true,
    evaluate: (frame) => (test(frame) === true ? null : evaluate(frame)),
  }
}

function choose(args: readonly Compiled[]): Compiled {
  const [index, ...choices] = args
  if (index === undefined || choices.length === 0)
    return fail(174, 'The choose function requires 2 argument(s).', { severity: 15 })
  const type = commonOf(choices)
  const values = choices.map((each) => converted(each, type))
  const place = converted(index, { kind: 'int' })
  return {
    type,
    nullable: true,
    evaluate: (frame) => {
      const chosen = values[Number(place(frame) ?? 0) - 1]
      return chosen === undefined ? null : chosen(frame)
    },
  }
}

function extreme(args: readonly Compiled[], sign: number): Compiled {
  const type = commonOf(args)
  const typed = args.map((each): Compiled => ({ ...each, type, evaluate: converted(each, type) }))
  return typed.reduce((best, each) => {
    const wins = comparison(sign > 0 ? '>' : '<', each, best)
    return {
      type,
      nullable: true,
      evaluate: (frame) => {
        const known = best.evaluate(frame)
        if (known === null) return each.evaluate(frame)
        return wins(frame) === true ? each.evaluate(frame) : known
      },
    }
  })
}
