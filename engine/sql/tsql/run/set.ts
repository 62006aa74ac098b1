// SET: options of the session.

import { compile } from '../expression/compile.js'
import { NO_ROW, NO_SCOPE } from '../expression/context.js'
import type { SetStatement } from '../parse/tree.js'
import { isOption } from '../session/options.js'
import { requireTable } from '../storage/target.js'
import { fail } from '../value/failure.js'
import type { Batch } from './batch.js'
import { identityColumn } from './row-values.js'

export function runSet(batch: Batch, statement: SetStatement): void {
  const { options } = batch.session
  switch (statement.kind) {
    case 'set-options':
      for (const name of statement.options) setOption(batch, name, statement.on)
      return
    case 'set-isolation':
      options.isolation = statement.level
      return
    case 'set-identity-insert':
      setIdentityInsert(batch, statement)
      return
    case 'set-value':
      setValue(batch, statement)
      return
  }
}

/** Options that ANSI_DEFAULTS stands for. */
const ANSI_DEFAULTS = [
  'ansi_nulls',
  'ansi_null_dflt_on',
  'ansi_padding',
  'ansi_warnings',
  'cursor_close_on_commit',
  'implicit_transactions',
  'quoted_identifier',
]

function setOption({ session }: Batch, name: string, on: boolean): void {
  const { options } = session
  if (!isOption(name))
    fail(195, `'${name}' is not a recognized SET option.`, { severity: 15, state: 5 })
  for (const each of name === 'ansi_defaults' ? ANSI_DEFAULTS : [name]) {
    if (on) options.on.add(each)
    else options.on.delete(each)
  }
}

function setIdentityInsert(
  batch: Batch,
  statement: Extract<SetStatement, { kind: 'set-identity-insert' }>,
): void {
  const { options } = batch.session
  const target = requireTable(batch.session, statement.table)
  const name = `${target.database}.${target.name}`.toLowerCase()
  if (identityColumn(target) === undefined)
    fail(
      8106,
      `Table '${target.name}' does not have the identity property. Cannot perform SET operation.`,
    )
  if (!statement.on) {
    if (options.identityInsert === name) options.identityInsert = undefined
    return
  }
  if (options.identityInsert !== undefined && options.identityInsert !== name)
    fail(
      8107,
      `IDENTITY_INSERT is already ON for table '${options.identityInsert}'. Cannot perform SET operation for table '${target.name}'.`,
    )
  options.identityInsert = name
}

const PRIORITIES: Readonly<Record<string, number>> = { low: -5, normal: 0, high: 5 }

function setValue(
  batch: Batch,
  { option, value }: Extract<SetStatement, { kind: 'set-value' }>,
): void {
  const { options } = batch.session
  const given =
    value.kind === 'column'
      ? value.name
      : compile(value, { services: batch, scope: NO_SCOPE }).evaluate(NO_ROW)
  switch (option) {
    case 'lock_timeout':
      options.lockTimeoutMs = Number(given)
      return
    case 'textsize':
      options.textSize =
        Number(given) === 0 ? 4_096 : Number(given) === -1 ? 2_147_483_647 : Number(given)
      return
    case 'datefirst':
      options.dateFirst = Number(given)
      return
    case 'dateformat':
      options.dateFormat = String(given)
      return
    case 'rowcount':
      options.rowCount = Number(given)
      return
    case 'language':
      options.language = String(given)
      batch.message({
        number: 5703,
        state: 1,
        severity: 0,
        text: `Changed language setting to ${String(given)}.`,
        line: 1,
      })
      return
    case 'deadlock_priority':
      options.deadlockPriority = PRIORITIES[String(given).toLowerCase()] ?? Number(given)
      return
    case 'context_info':
      batch.session.contextInfo = given instanceof Uint8Array ? given : null
      return
    default:
      // Accepted: QUERY_GOVERNOR_COST_LIMIT and the like limit nothing here.
      return
  }
}
