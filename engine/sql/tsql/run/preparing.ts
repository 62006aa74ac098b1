// sp_executesql, and statements that are prepared once and run often. What is prepared is kept as a
// text: it is read again at each run, and means what it means then.

import type { Process } from '../../../sim/index.js'
import { parseBatch, parseParameters } from '../parse/parse-batch.js'
import type { Parameter, Statement } from '../parse/tree.js'
import type { WireType } from '../port.js'
import { convert } from '../value/convert.js'
import { wireTypeOf } from '../value/data-type.js'
import { fail, SqlFailure } from '../value/failure.js'
import { INT } from '../value/type.js'
import type { Batch } from './batch.js'
import { bind, type Given, giveBack, nested, runIn } from './execute.js'
import { resultColumns } from './select.js'
import type { SystemProcedure } from './system-procedures.js'

const TEXT: WireType = { kind: 'nvarchar', length: 'max' }
/** Statements that one session may have prepared. */
const PREPARED_MAX = 10_000

export const PREPARING_PROCEDURES: Readonly<Record<string, SystemProcedure>> = {
  sp_executesql: executeSql,
  sp_prepare: prepare,
  sp_execute: execute,
  sp_prepexec: prepareAndExecute,
  sp_unprepare: unprepare,
  sp_cursoropen: refuseCursor,
  sp_cursorprepexec: refuseCursor,
  sp_cursorprepare: refuseCursor,
  sp_cursorexecute: refuseCursor,
  sp_cursorfetch: refuseCursor,
  sp_cursorclose: refuseCursor,
  sp_cursoroption: refuseCursor,
  sp_cursorunprepare: refuseCursor,
  sp_cursor: refuseCursor,
}

function textOf(given: Given | undefined): string {
  if (given === undefined || given.value === null) return ''
  return String(convert(given.value, given.type, TEXT))
}

function* executeSql(batch: Batch, given: readonly Given[]): Process<number> {
  const [statement, declarations, ...values] = given
  if (statement === undefined)
    return fail(
      201,
      "Procedure or function 'sp_executesql' expects parameter '@statement', which was not supplied.",
      { state: 4 },
    )
  return yield* runParameterised(batch, textOf(statement), textOf(declarations), values)
}

function* runParameterised(
  batch: Batch,
  text: string,
  declarations: string,
  values: readonly Given[],
): Process<number> {
  const parameters = parametersOf(declarations)
  const statements = statementsOf(batch, text, parameters)
  const inner = nested(batch, '')
  const bound = yield* bind(inner, 'sp_executesql', parameters, values)
  yield* runIn(batch, inner, statements)
  giveBack(inner, bound)
  return inner.returned ?? 0
}

function parametersOf(declarations: string): readonly Parameter[] {
  if (declarations.trim() === '') return []
  const parsed = parseParameters(declarations)
  if (parsed.ok) return parsed.value
  throw new SqlFailure(parsed.error)
}

function statementsOf(
  { session }: Batch,
  text: string,
  parameters: readonly Parameter[],
): readonly Statement[] {
  const names = parameters.map(({ name }) => name)
  const parsed = parseBatch(text, {
    parameters: names,
    quotedNames: session.options.on.has('quoted_identifier'),
  })
  if (parsed.ok) return parsed.value
  throw new SqlFailure(parsed.error)
}

/** @handle OUTPUT, @params, @statement. */
// biome-ignore lint/correctness/useYield: a process like the other procedures.
function* prepare(batch: Batch, given: readonly Given[]): Process<number> {
  const [handle, declarations, text] = given
  const statements = keep(batch, handle, textOf(declarations), textOf(text))
  describeFirst(batch, statements, textOf(declarations))
  return 0
}

function keep(
  batch: Batch,
  handle: Given | undefined,
  parameters: string,
  text: string,
): readonly Statement[] {
  const { session } = batch
  const statements = statementsOf(batch, text, parametersOf(parameters))
  if (session.prepared.size >= PREPARED_MAX)
    fail(8179, `More than ${PREPARED_MAX} prepared statements of one session.`)
  const number = session.nextHandle++
  session.prepared.set(number, { text, parameters })
  handle?.give(number, INT)
  return statements
}

/** A client learns the columns before it runs the statement, where they can be told. */
function describeFirst(batch: Batch, statements: readonly Statement[], declarations: string): void {
  const [first] = statements
  if (first?.kind !== 'query') return
  const inner = nested(batch, '')
  for (const { name, type } of parametersOf(declarations))
    inner.declare(name, wireTypeOf(type), null)
  const plan = inner.plan().query(first.query, undefined)
  batch.sink.columns(resultColumns(plan.columns))
}

function* execute(batch: Batch, given: readonly Given[]): Process<number> {
  const [handle, ...values] = given
  const number = Number(handle?.value ?? 0)
  const known = batch.session.prepared.get(number)
  if (known === undefined)
    return fail(8179, `Could not find prepared statement with handle ${number}.`, { state: 2 })
  return yield* runParameterised(batch, known.text, known.parameters, values)
}

/** @handle OUTPUT, @params, @statement, values. */
function* prepareAndExecute(batch: Batch, given: readonly Given[]): Process<number> {
  const [handle, declarations, text, ...values] = given
  keep(batch, handle, textOf(declarations), textOf(text))
  return yield* runParameterised(batch, textOf(text), textOf(declarations), values)
}

// biome-ignore lint/correctness/useYield: a process like the other procedures.
function* unprepare(batch: Batch, given: readonly Given[]): Process<number> {
  const number = Number(given[0]?.value ?? 0)
  if (!batch.session.prepared.delete(number))
    return fail(8179, `Could not find prepared statement with handle ${number}.`, { state: 2 })
  return 0
}

// biome-ignore lint/correctness/useYield: a process like the other procedures.
function* refuseCursor(): Process<number> {
  return fail(40_515, 'Server cursors are not supported by this server.')
}
