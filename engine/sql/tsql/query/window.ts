// Window functions: a value for each row that depends on the rows beside it.

import { compile, converted } from '../expression/compile.js'
import type { CompileContext, Compiled, Frame, Row } from '../expression/context.js'
import { AGGREGATES } from '../expression/function.js'
import type { Call } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import { hashRow } from '../value/compare.js'
import { fail } from '../value/failure.js'
import { BIGINT, INT } from '../value/type.js'
import { compileAggregate } from './aggregate.js'
import { compareKeys, ordering, type SortKey } from './order.js'

export interface WindowFunction {
  readonly type: WireType
  readonly nullable: boolean
  /** One value per row, in the order of the rows. */
  values(rows: readonly Row[], outer: Frame | undefined): WireValue[]
}

interface Member {
  readonly index: number
  readonly frame: Frame
  readonly keys: readonly WireValue[]
}

type Fill = (
  members: readonly Member[],
  isPeer: (left: Member, right: Member) => boolean,
  put: (member: Member, value: WireValue) => void,
) => void

export function compileWindow(call: Call, context: CompileContext): WindowFunction {
  const { over } = call
  if (over === undefined)
    return fail(10753, `The function '${call.name}' must have an OVER clause.`, { severity: 15 })
  const partition = over.partitionBy.map((each) => compile(each, context))
  const keys = over.orderBy.map((item): SortKey => {
    const compiled = compile(item.value, context)
    return { ...ordering(compiled.type, item.descending), evaluate: compiled.evaluate }
  })
  const { type, nullable, fill } = fillOf(call, context, keys.length > 0)
  return {
    type,
    nullable,
    values(rows, outer) {
      const result = Array<WireValue>(rows.length).fill(null)
      for (const members of partitions(rows, outer, partition, keys)) {
        const isPeer = (left: Member, right: Member) =>
          compareKeys(keys, left.keys, right.keys) === 0
        fill(members, isPeer, (member, value) => {
          result[member.index] = value
        })
      }
      return result
    },
  }
}

function partitions(
  rows: readonly Row[],
  outer: Frame | undefined,
  partition: readonly Compiled[],
  keys: readonly SortKey[],
): Iterable<Member[]> {
  const groups = new Map<string, Member[]>()
  for (const [index, row] of rows.entries()) {
    const frame = { row, outer }
    const name = hashRow(partition.map(({ evaluate }) => evaluate(frame)))
    const member = { index, frame, keys: keys.map(({ evaluate }) => evaluate(frame)) }
    const known = groups.get(name)
    if (known === undefined) groups.set(name, [member])
    else known.push(member)
  }
  for (const members of groups.values())
    members.sort((left, right) => compareKeys(keys, left.keys, right.keys))
  return groups.values()
}

function fillOf(
  call: Call,
  context: CompileContext,
  isOrdered: boolean,
): { type: WireType; nullable: boolean; fill: Fill } {
  const name = call.name.toLowerCase()
  if (AGGREGATES.has(name)) {
    const aggregate = compileAggregate(call, context)
    return { ...aggregate, fill: running(() => aggregate.start(), isOrdered) }
  }
  if (!isOrdered)
    fail(4112, `The function '${call.name}' must have an OVER clause with ORDER BY.`, {
      severity: 15,
    })
  switch (name) {
    case 'row_number':
      return {
        type: BIGINT,
        nullable: false,
        fill: numbering,
      }
    case 'rank':
    case 'dense_rank':
      return { type: BIGINT, nullable: false, fill: ranking(name === 'dense_rank') }
    case 'ntile':
      return { type: BIGINT, nullable: false, fill: tiles(operandOf(call, context, 0)) }
    case 'lag':
    case 'lead':
      return neighbour(call, context, name === 'lag' ? -1 : 1)
    case 'first_value':
    case 'last_value': {
      const { type, evaluate } = operandOf(call, context, 0)
      const fill: Fill = (members, isPeer, put) => {
        const [first] = members
        for (const [at, member] of members.entries()) {
          let chosen = name === 'first_value' ? first : member
          if (name === 'last_value')
            for (let next = at + 1; next < members.length; next++) {
              const other = members[next]
              if (other === undefined || !isPeer(member, other)) break
              chosen = other
            }
          put(member, chosen === undefined ? null : evaluate(chosen.frame))
        }
      }
      return { type, nullable: true, fill }
    }
    default:
      return fail(195, `'${call.name}' is not a recognized built-in function name.`, {
        severity: 15,
      })
  }
}

function operandOf(call: Call, context: CompileContext, index: number): Compiled {
  const argument = call.arguments[index]
  if (argument === undefined)
    return fail(174, `The ${call.name.toLowerCase()} function requires ${index + 1} argument(s).`, {
      severity: 15,
    })
  return compile(argument, context)
}

/** With an order an aggregate runs along; rows that are equal in it share a value. */
function running(
  start: () => { add(frame: Frame): void; result(): WireValue },
  isOrdered: boolean,
): Fill {
  return (members, isPeer, put) => {
    const accumulator = start()
    if (!isOrdered) {
      for (const { frame } of members) accumulator.add(frame)
      const value = accumulator.result()
      for (const member of members) put(member, value)
      return
    }
    for (let from = 0; from < members.length; ) {
      const first = members[from]
      if (first === undefined) return
      let to = from
      for (let next = members[to]; next !== undefined && isPeer(first, next); next = members[to]) {
        accumulator.add(next.frame)
        to++
      }
      const value = accumulator.result()
      for (const member of members.slice(from, to)) put(member, value)
      from = to
    }
  }
}

const numbering: Fill = (members, _isPeer, put) => {
  for (const [at, member] of members.entries()) put(member, BigInt(at + 1))
}

function ranking(isDense: boolean): Fill {
  return (members, isPeer, put) => {
    let rank = 0
    let before: Member | undefined
    for (const [at, member] of members.entries()) {
      if (before === undefined || !isPeer(before, member)) rank = isDense ? rank + 1 : at + 1
      before = member
      put(member, BigInt(rank))
    }
  }
}

function tiles(count: Compiled): Fill {
  return (members, _isPeer, put) => {
    const [first] = members
    const groups = first === undefined ? 1 : Math.max(1, Number(count.evaluate(first.frame) ?? 1))
    const size = Math.floor(members.length / groups)
    const larger = members.length % groups
    const edge = larger * (size + 1)
    for (const [at, member] of members.entries()) {
      const tile =
        at < edge
          ? Math.floor(at / (size + 1))
          : larger + Math.floor((at - edge) / Math.max(1, size))
      put(member, BigInt(tile + 1))
    }
  }
}

function neighbour(
  call: Call,
  context: CompileContext,
  direction: 1 | -1,
): { type: WireType; nullable: boolean; fill: Fill } {
  const operand = operandOf(call, context, 0)
  const distance =
    call.arguments[1] === undefined ? undefined : converted(operandOf(call, context, 1), INT)
  const otherwise =
    call.arguments[2] === undefined
      ? undefined
      : converted(operandOf(call, context, 2), operand.type)
  const fill: Fill = (members, _isPeer, put) => {
    for (const [at, member] of members.entries()) {
      const far = Number(distance?.(member.frame) ?? 1) * direction
      const other = members[at + far]
      put(
        member,
        other === undefined ? (otherwise?.(member.frame) ?? null) : operand.evaluate(other.frame),
      )
    }
  }
  return { type: operand.type, nullable: true, fill }
}
