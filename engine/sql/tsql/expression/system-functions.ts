// Functions that tell of the session, of an error that is handled, or of nothing in particular.

import type { WireType, WireValue } from '../port.js'
import { compareText } from '../value/compare.js'
import { convert } from '../value/convert.js'
import { catching } from '../value/failure.js'
import { FLOAT, familyOf, INT, SYSNAME } from '../value/type.js'
import type { CompileContext } from './context.js'
import { argument, type Builder, builder, fixed, scalar } from './scalar.js'

type Caught = NonNullable<ReturnType<CompileContext['services']['caught']>>

function ofError(type: WireType, pick: (caught: Caught) => WireValue): Builder {
  return builder(0, 0, (_args, { context }) => ({
    type,
    nullable: true,
    evaluate: () => {
      const caught = context.services.caught()
      return caught === undefined ? null : pick(caught)
    },
  }))
}

export const SYSTEM_FUNCTIONS: Readonly<Record<string, Builder>> = {
  error_number: ofError(INT, ({ number }) => number),
  error_severity: ofError(INT, ({ severity }) => severity),
  error_state: ofError(INT, ({ state }) => state),
  error_line: ofError(INT, ({ line }) => line),
  error_message: ofError({ kind: 'nvarchar', length: 4_000 }, ({ text }) => text),
  error_procedure: ofError(SYSNAME, ({ procedure }) => (procedure === '' ? null : procedure)),
  xact_state: builder(0, 0, (_args, { context }) => ({
    type: { kind: 'smallint' },
    nullable: false,
    evaluate: () => {
      const { transaction } = context.services.session
      return transaction === undefined ? 0 : transaction.doomed ? -1 : 1
    },
  })),
  scope_identity: builder(0, 0, (_args, { context }) => ({
    type: { kind: 'numeric', precision: 38, scale: 0 },
    nullable: true,
    evaluate: () => context.services.session.identity,
  })),
  rowcount_big: builder(0, 0, (_args, { context }) => ({
    type: { kind: 'bigint' },
    nullable: false,
    evaluate: () => BigInt(context.services.session.rowCount),
  })),
  newid: builder(0, 0, (_args, { context }) => {
    const { session } = context.services
    return {
      type: { kind: 'uniqueidentifier' },
      nullable: false,
      evaluate: () => session.host.instance.host.sim.random('sql newid').guid().toUpperCase(),
    }
  }),
  isnumeric: builder(1, 1, (args) => {
    const first = argument(args, 0)
    return {
      type: INT,
      nullable: false,
      evaluate: (frame) => {
        const value = first.evaluate(frame)
        if (value === null) return 0
        if (familyOf(first.type) === 'number') return 1
        if (familyOf(first.type) !== 'text' || String(value).trim() === '') return 0
        const isFloat = catching(() => convert(value, first.type, FLOAT)).ok
        return isFloat || catching(() => convert(value, first.type, { kind: 'money' })).ok ? 1 : 0
      },
    }
  }),
  formatmessage: builder(1, 21, (args) => {
    const first = argument(args, 0)
    return {
      type: { kind: 'nvarchar', length: 2_047 },
      nullable: true,
      evaluate: (frame) => {
        const text = first.evaluate(frame)
        if (text === null) return null
        return fillIn(
          String(text),
          args.slice(1).map(({ evaluate }) => evaluate(frame)),
        )
      },
    }
  }),
  context_info: builder(0, 0, (_args, { context }) => ({
    type: { kind: 'varbinary', length: 128 },
    nullable: true,
    evaluate: () => context.services.session.contextInfo,
  })),
  sessionproperty: fixed(1, 1, [SYSNAME], INT, ([name], { context }) => {
    const { on } = context.services.session.options
    return on.has(String(name).toLowerCase()) ? 1 : 0
  }),
  session_context: fixed(
    1,
    1,
    [SYSNAME],
    { kind: 'nvarchar', length: 4_000 },
    ([name], { context }) =>
      context.services.session.contextValues.get(String(name).toLowerCase()) ?? null,
  ),
  current_transaction_id: builder(0, 0, (_args, { context }) => ({
    type: { kind: 'bigint' },
    nullable: false,
    evaluate: () => context.services.session.transaction?.descriptor ?? 0n,
  })),
  getansinull: builder(0, 1, (args) => scalar(args, [SYSNAME], INT, () => 1)),
  pwdcompare: fixed(2, 3, [undefined], INT, () => 0),
}

/** %s, %d, %i, %u, %x and %% with widths, as RAISERROR takes them. */
export function fillIn(text: string, values: readonly WireValue[]): string {
  let next = 0
  return text.replace(
    /%(-?)(0?)(\d*)(?:\.\d+)?(?:ld|l|h|I64)?([sdiuxXo%])/g,
    (_all, minus: string, zero: string, width: string, kind: string) => {
      if (kind === '%') return '%'
      const value = values[next++]
      const shown =
        value === null || value === undefined
          ? '(null)'
          : kind === 'x' || kind === 'X'
            ? Number(value).toString(16)
            : String(value)
      const size = Number(width)
      return minus === '-' ? shown.padEnd(size) : shown.padStart(size, zero === '0' ? '0' : ' ')
    },
  )
}

export function isSameName(left: string, right: string): boolean {
  return compareText(left, right) === 0
}
