// EXEC: of a text, of a procedure that somebody defined, of one of the server's own.

import type { Process } from '../../../sim/index.js'
import { enterDatabase } from '../../recovery/index.js'
import { parseBatch } from '../parse/parse-batch.js'
import type { Arguments, Execute, ObjectName, Parameter } from '../parse/tree.js'
import { COMMAND, type Sink, type WireType, type WireValue } from '../port.js'
import { copyOptions } from '../session/options.js'
import { dropTemporary } from '../session/session.js'
import { spelled } from '../storage/target.js'
import { converter } from '../value/convert.js'
import { wireTypeOf } from '../value/data-type.js'
import { fail, SqlFailure } from '../value/failure.js'
import { INT } from '../value/type.js'
import { Batch } from './batch.js'
import { evaluate } from './control.js'
import { type StoredProcedure, storedProcedure } from './modules.js'
import type { Done } from './select.js'
import { runStatements } from './statement.js'
import { systemProcedure } from './system-procedures.js'

export interface Given {
  /** With its sign; empty for one that goes by its place. */
  readonly name: string
  readonly type: WireType
  readonly value: WireValue
  readonly isDefault: boolean
  readonly output: boolean
  /** Takes what the procedure put into an OUTPUT parameter. */
  give(value: WireValue, type: WireType): void
}

export function* runExecute(batch: Batch, { what, status }: Execute): Process<Done> {
  if (what.kind === 'text') {
    const text = String(
      (yield* evaluate(batch, what.text, { kind: 'nvarchar', length: 'max' })) ?? '',
    )
    yield* runText(batch, text)
    return { command: COMMAND.execute }
  }
  const name =
    what.kind === 'procedure' ? what.name : nameIn(String(batch.variable(what.name)?.value ?? ''))
  const given = yield* givenOf(batch, what.arguments)
  const returned = yield* callByName(batch, name, given)
  const place = status === undefined ? undefined : batch.variable(status)
  if (place !== undefined) place.value = converter(INT, place.type)(returned)
  batch.sink.returnStatus(returned)
  return { command: COMMAND.execute }
}

export function nameIn(text: string): ObjectName {
  const parts = text
    .split('.')
    .map((part) => part.replace(/^\[|\]$/g, ''))
    .reverse()
  const [name = '', schema, database] = parts
  return { at: { line: 1, offset: 0 }, server: undefined, database, schema, name }
}

function* givenOf(batch: Batch, all: Arguments): Process<Given[]> {
  const given: Given[] = []
  for (const { name, value, output } of all) {
    const variable = value.kind === 'variable' ? batch.variable(value.name) : undefined
    const isDefault = value.kind === 'default'
    // A bare word is a text.
    const isWord = value.kind === 'column' && value.qualifier.length === 0
    const result = isDefault ? null : isWord ? value.name : yield* evaluate(batch, value)
    const type = variable?.type ?? typeOfValue(result)
    given.push({
      name: name ?? '',
      type,
      value: result,
      isDefault,
      output,
      give: (next, from) => {
        if (variable !== undefined && output) variable.value = converter(from, variable.type)(next)
      },
    })
  }
  return given
}

function typeOfValue(value: WireValue): WireType {
  if (typeof value === 'string') return { kind: 'nvarchar', length: 'max' }
  if (typeof value === 'bigint') return { kind: 'numeric', precision: 38, scale: 0 }
  if (value instanceof Uint8Array) return { kind: 'varbinary', length: 'max' }
  return typeof value === 'number' && !Number.isInteger(value) ? { kind: 'float' } : INT
}

/** Gives the return status. */
export function* callByName(
  batch: Batch,
  name: ObjectName,
  given: readonly Given[],
): Process<number> {
  const own = systemProcedure(name)
  if (own !== undefined) return yield* own(batch, given)
  const stored = storedProcedure(batch.session, name)
  if (stored === undefined)
    return fail(2812, `Could not find stored procedure '${spelled(name)}'.`, { state: 62 })
  return yield* callStored(batch, stored, given)
}

function* callStored(
  batch: Batch,
  procedure: StoredProcedure,
  given: readonly Given[],
): Process<number> {
  const inner = nested(batch, procedure.name)
  const bound = yield* bind(inner, procedure.name, procedure.parameters, given)
  yield* runIn(batch, inner, procedure.body)
  giveBack(inner, bound)
  return inner.returned ?? 0
}

interface Bound {
  readonly parameter: Parameter
  readonly given: Given | undefined
}

/** Parameters become variables of the procedure. */
export function* bind(
  inner: Batch,
  procedure: string,
  parameters: readonly Parameter[],
  given: readonly Given[],
): Process<Bound[]> {
  const bound: Bound[] = []
  if (given.length > parameters.length)
    fail(8144, `Procedure or function ${procedure} has too many arguments specified.`, { state: 2 })
  for (const each of given)
    if (
      each.name !== '' &&
      !parameters.some(({ name }) => name.toLowerCase() === each.name.toLowerCase())
    )
      fail(8145, `${each.name} is not a parameter for procedure ${procedure}.`)
  for (const [place, parameter] of parameters.entries()) {
    const byName = given.find(({ name }) => name.toLowerCase() === parameter.name.toLowerCase())
    const byPlace = given[place]
    const found = byName ?? (byPlace?.name === '' ? byPlace : undefined)
    const type = wireTypeOf(parameter.type)
    if (found !== undefined && !found.isDefault)
      inner.declare(parameter.name, type, converter(found.type, type)(found.value))
    else if (parameter.value !== undefined)
      inner.declare(parameter.name, type, yield* evaluate(inner, parameter.value, type))
    else
      fail(
        201,
        `Procedure or function '${procedure}' expects parameter '${parameter.name}', which was not supplied.`,
        { state: 4 },
      )
    bound.push({ parameter, given: found })
  }
  return bound
}

export function giveBack(inner: Batch, bound: readonly Bound[]): void {
  for (const { parameter, given } of bound) {
    const variable = inner.variable(parameter.name)
    if (parameter.output && variable !== undefined) given?.give(variable.value, variable.type)
  }
}

/** A batch within this one. */
export function nested(batch: Batch, procedure: string, sink: Sink = batch.sink): Batch {
  const inner = new Batch(batch.session, {
    sink,
    cancel: batch.cancel,
    procedure,
    inProcedure: true,
    depth: batch.depth + 1,
  })
  inner.tries = batch.tries
  inner.auto = batch.auto
  inner.handling.push(...batch.handling)
  return inner
}

/** What was set, entered and made in it ends with it. */
export function* runIn(
  outer: Batch,
  inner: Batch,
  body: Parameters<typeof runStatements>[1],
): Process {
  const { session } = outer
  const options = copyOptions(session.options)
  const { database } = session
  const temporary = new Set(session.temporary.keys())
  try {
    yield* runStatements(inner, body)
  } finally {
    outer.auto = inner.auto
    session.options = { ...options, identityInsert: session.options.identityInsert }
    dropTemporary(session, temporary)
    if (session.database !== database) comeBack(inner, database)
  }
}

function comeBack({ session, sink }: Batch, database: string): void {
  if (!enterDatabase(session.inner, database).ok) return
  sink.env({ kind: 'database', to: database, from: session.database })
  session.database = database
}

/** EXEC ('…'): its variables are its own. */
export function* runText(batch: Batch, text: string): Process {
  const inner = nested(batch, batch.procedure)
  const parsed = parseBatch(text, {
    quotedNames: batch.session.options.on.has('quoted_identifier'),
  })
  if (!parsed.ok) throw new SqlFailure(parsed.error)
  yield* runIn(batch, inner, parsed.value)
}
