// Functions that give rows.

import { compile, converted } from '../expression/compile.js'
import type { Frame, Row, Scope } from '../expression/context.js'
import type { TableFunction } from '../parse/tree.js'
import type { WireType } from '../port.js'
import { fail } from '../value/failure.js'
import { BIGINT, isNational, NVARCHAR_MAX } from '../value/type.js'
import type { Plan } from './plan.js'
import type { Planner } from './planner.js'

export function tableFunction(
  call: TableFunction,
  { services }: Planner,
  outer: Scope | undefined,
): Plan {
  const name = call.name.name.toLowerCase()
  const context = { services, scope: { columns: [], outer } }
  const args = call.arguments.map((argument) => compile(argument, context))
  const [first, second, third] = args
  if (name === 'string_split' && first !== undefined && second !== undefined) {
    const type: WireType = isNational(first.type)
      ? NVARCHAR_MAX
      : { kind: 'varchar', length: 'max' }
    const [text, by] = [converted(first, type), converted(second, type)]
    const columns = [{ name: 'value', type, nullable: true }]
    return plan(columns, (frame) => {
      const [whole, separator] = [text(frame), by(frame)]
      return whole === null
        ? []
        : String(whole)
            .split(String(separator ?? ''))
            .map((part) => [part])
    })
  }
  if (name === 'generate_series' && first !== undefined && second !== undefined) {
    const bounds = [first, second, ...(third === undefined ? [] : [third])].map((each) =>
      converted(each, BIGINT),
    )
    const isBig = first.type.kind === 'bigint' || second.type.kind === 'bigint'
    const columns = [
      { name: 'value', type: isBig ? BIGINT : ({ kind: 'int' } as const), nullable: false },
    ]
    return plan(columns, (frame) => {
      const [from, to, step = 1n] = bounds.map((bound) => bound(frame) as bigint | null)
      return from === null || to === null || from === undefined || to === undefined || step === null
        ? []
        : series(from, to, step, isBig)
    })
  }
  const spelled = [call.name.schema, call.name.name].filter((part) => part !== undefined).join('.')
  return fail(208, `Invalid object name '${spelled}'.`)
}

function* series(from: bigint, to: bigint, step: bigint, isBig: boolean): Generator<Row> {
  if (step === 0n)
    fail(4199, 'Argument value 0 is invalid for argument 3 of generate_series function.')
  for (let at = from; step > 0n ? at <= to : at >= to; at += step) yield [isBig ? at : Number(at)]
}

function plan(columns: Plan['columns'], rows: (frame: Frame) => Iterable<Row>): Plan {
  return { columns, rows: (outer) => rows({ row: [], outer }) }
}
