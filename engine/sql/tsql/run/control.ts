// Variables, branches, loops, TRY, messages and waits.

import { milliseconds } from '../../../base/units.js'
import { later, type Process, sleepUntil } from '../../../sim/index.js'
import { compile, converted } from '../expression/compile.js'
import { compileCondition } from '../expression/condition.js'
import { type CompileContext, NO_ROW, NO_SCOPE } from '../expression/context.js'
import { fillIn } from '../expression/system-functions.js'
import { clockOf, simOf } from '../host.js'
import type { Condition, ControlStatement, Expression } from '../parse/tree.js'
import { COMMAND, type WireType, type WireValue } from '../port.js'
import { DAY, SECOND } from '../value/calendar.js'
import { convert, converter } from '../value/convert.js'
import { wireTypeOf } from '../value/data-type.js'
import { fail, SqlFailure } from '../value/failure.js'
import { familyOf, INT } from '../value/type.js'
import type { Batch, Caught } from './batch.js'
import { declareTable } from './define.js'
import { patiently } from './patience.js'
import { prepare } from './pull.js'
import type { Done } from './select.js'
import { type Flow, runStatement, runStatements } from './statement.js'
import { runTransaction } from './transactions.js'

type Of<Kind extends ControlStatement['kind']> = Extract<ControlStatement, { kind: Kind }>

const NOTHING: Done = Object.freeze({ command: COMMAND.none })

export function* runControl(batch: Batch, statement: ControlStatement): Process<Flow | Done> {
  switch (statement.kind) {
    case 'declare':
      yield* declare(batch, statement)
      return 'next'
    case 'set-variable':
      yield* setVariable(batch, statement)
      return 'next'
    case 'if':
      if (yield* holds(batch, statement.condition))
        return yield* runStatement(batch, statement.body)
      return statement.otherwise === undefined
        ? 'next'
        : yield* runStatement(batch, statement.otherwise)
    case 'while':
      return yield* loop(batch, statement)
    case 'break':
    case 'continue':
      return statement.kind
    case 'goto':
      return { goto: statement.label }
    case 'label':
      return 'next'
    case 'block':
      return yield* runStatements(batch, statement.body)
    case 'try':
      return yield* tryCatch(batch, statement)
    case 'throw':
      return yield* raise(batch, statement)
    case 'raiserror':
      return yield* raiseError(batch, statement)
    case 'print':
      yield* print(batch, statement)
      return 'next'
    case 'begin-transaction':
    case 'commit':
    case 'rollback':
    case 'save-transaction':
      return yield* runTransaction(batch, statement)
    case 'waitfor':
      yield* waitFor(batch, statement)
      return NOTHING
    case 'return':
      if (statement.value !== undefined)
        batch.returned = Number((yield* evaluate(batch, statement.value, INT)) ?? 0)
      return 'return'
  }
}

/** A value outside of any query. */
export function* evaluate(
  batch: Batch,
  expression: Expression,
  type?: WireType,
): Process<WireValue> {
  batch.plan()
  const compiled = compile(expression, contextOf(batch))
  yield* prepare(batch)
  return type === undefined ? compiled.evaluate(NO_ROW) : converted(compiled, type)(NO_ROW)
}

function contextOf(batch: Batch): CompileContext {
  return { services: batch.planner.services, scope: NO_SCOPE }
}

function* holds(batch: Batch, condition: Condition): Process<boolean> {
  batch.plan()
  const test = compileCondition(condition, contextOf(batch), compile)
  yield* prepare(batch)
  return test(NO_ROW) === true
}

function* declare(batch: Batch, { variables }: Of<'declare'>): Process {
  for (const variable of variables) {
    if (variable.kind === 'table') {
      if (!batch.tableVariables.has(variable.name.toLowerCase()))
        yield* declareTable(batch, variable.name, variable.shape)
      continue
    }
    const type = wireTypeOf(variable.type)
    const known = batch.variable(variable.name)
    const value = variable.value === undefined ? null : yield* evaluate(batch, variable.value, type)
    // A DECLARE in a loop is met again and again.
    if (known === undefined) batch.declare(variable.name, type, value)
    else if (variable.value !== undefined) known.value = value
  }
}

function* setVariable(
  batch: Batch,
  { variable, operator, value, at }: Of<'set-variable'>,
): Process {
  const place = batch.variable(variable)
  if (place === undefined)
    return fail(137, `Must declare the scalar variable "${variable}".`, { severity: 15, state: 1 })
  const named = { kind: 'variable', at, name: variable } as const
  const sign = operator.slice(0, -1) as '+'
  const whole =
    operator === '='
      ? value
      : ({ kind: 'binary', at, operator: sign, left: named, right: value } as const)
  place.value = yield* evaluate(batch, whole, place.type)
}

function* loop(batch: Batch, { condition, body }: Of<'while'>): Process<Flow> {
  const sim = simOf(batch.session.host)
  for (let round = 1; yield* holds(batch, condition); round++) {
    const flow = yield* runStatement(batch, body)
    if (flow === 'break') break
    if (flow === 'return' || typeof flow === 'object') return flow
    if (round % 16 === 0) yield* sleepUntil(sim.now)
  }
  return 'next'
}

function* tryCatch(batch: Batch, { body, handler }: Of<'try'>): Process<Flow> {
  batch.tries++
  let caught: Caught
  try {
    const flow = yield* runStatements(batch, body)
    batch.tries--
    return flow
  } catch (error) {
    batch.tries--
    if (!(error instanceof SqlFailure)) throw error
    const { failure } = error
    caught = {
      ...failure,
      line: failure.line ?? 1,
      procedure: failure.procedure ?? batch.procedure,
    }
  }
  batch.handling.push(caught)
  try {
    batch.session.error = caught.number
    return yield* runStatements(batch, handler)
  } finally {
    batch.handling.pop()
  }
}

function* raise(batch: Batch, { what, at }: Of<'throw'>): Process<never> {
  if (what === undefined) {
    const caught = batch.caught()
    if (caught === undefined)
      return fail(
        10704,
        'To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement.',
        { severity: 15 },
      )
    throw new SqlFailure(caught)
  }
  const number = Number(yield* evaluate(batch, what.number, INT))
  if (number < 50_000)
    return fail(
      35_100,
      `Error number ${number} in the THROW statement is outside the valid range. Specify an error number in the valid range of 50000 to 2147483647.`,
      { state: 10 },
    )
  const text = String(
    (yield* evaluate(batch, what.message, { kind: 'nvarchar', length: 2_048 })) ?? '',
  )
  const state = Number(yield* evaluate(batch, what.state, INT))
  throw new SqlFailure({ number, severity: 16, state, text, line: at.line })
}

function* raiseError(batch: Batch, statement: Of<'raiserror'>): Process<Flow | Done> {
  const { message, at } = statement
  const severity = Number(yield* evaluate(batch, statement.severity, INT))
  const state = Math.max(0, Number(yield* evaluate(batch, statement.state, INT)))
  batch.plan()
  const compiled = compile(message, contextOf(batch))
  yield* prepare(batch)
  const value = compiled.evaluate(NO_ROW)
  const isNumber = familyOf(compiled.type) === 'number'
  const values: WireValue[] = []
  for (const argument of statement.arguments) values.push(yield* evaluate(batch, argument))
  const number = isNumber ? Number(value) : 50_000
  const text = isNumber
    ? `Error ${number}, severity ${severity}, state ${state} was raised, but no message with that error number was found in sys.messages. If error is larger than 50000, make sure the user-defined message is added using sp_addmessage.`
    : fillIn(String(value ?? ''), values)
  if (severity > 10) throw new SqlFailure({ number, severity, state, text, line: at.line })
  batch.message({ number, severity: severity === 10 ? 0 : severity, state, text, line: at.line })
  if (statement.options.includes('seterror')) batch.session.error = number
  return 'next'
}

function* print(batch: Batch, { value, at }: Of<'print'>): Process {
  batch.plan()
  const compiled = compile(value, contextOf(batch))
  yield* prepare(batch)
  const result = compiled.evaluate(NO_ROW)
  const text =
    result === null
      ? ' '
      : String(convert(result, compiled.type, { kind: 'nvarchar', length: 4_000 }))
  batch.message({ number: 0, severity: 0, state: 1, text: text === '' ? ' ' : text, line: at.line })
}

function* waitFor(batch: Batch, { until, value }: Of<'waitfor'>): Process {
  const { host } = batch.session
  const sim = simOf(host)
  batch.plan()
  const compiled = compile(value, contextOf(batch))
  const given = compiled.evaluate(NO_ROW)
  if (given === null)
    return fail(148, 'Incorrect time syntax in time string used with WAITFOR.', { severity: 15 })
  const type: WireType = { kind: 'time', scale: 7 }
  const time = converter(compiled.type, type)(given) as bigint
  const now = clockOf(host) % DAY
  const span = until === 'delay' ? time : (time - now + DAY) % DAY
  const ms = Number((span * 1_000n) / SECOND)
  yield* patiently(
    { ...batch.patience, timeoutMs: -1 },
    sleepUntil(later(sim.now, milliseconds(ms))),
  )
}
