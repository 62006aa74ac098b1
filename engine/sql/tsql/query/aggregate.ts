// Aggregates: COUNT, SUM, AVG, MIN, MAX, STRING_AGG and the statistical ones.

import { compile, converted } from '../expression/compile.js'
import type { CompileContext, Compiled, Evaluate, Frame } from '../expression/context.js'
import type { Call } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import { comparerOf, hashKeyOf } from '../value/compare.js'
import { fail } from '../value/failure.js'
import { fitsPrecision, isInRange, overflow } from '../value/number.js'
import {
  BIGINT,
  exactOf,
  FLOAT,
  familyOf,
  INT,
  isMoney,
  isNational,
  nameOf,
} from '../value/type.js'
import { ordering, type SortKey, sortRows } from './order.js'

/** What is known of one group so far. */
export interface Accumulator {
  add(frame: Frame): void
  result(): WireValue
}

export interface Aggregate {
  readonly type: WireType
  readonly nullable: boolean
  start(): Accumulator
}

export function compileAggregate(call: Call, context: CompileContext): Aggregate {
  const name = call.name.toLowerCase()
  const first = call.arguments[0]
  if (call.star || first === undefined) {
    if (name !== 'count' && name !== 'count_big')
      fail(102, `Incorrect syntax near '*'.`, { severity: 15 })
    return counting(name, undefined)
  }
  const operand = compile(first, context)
  const aggregate = ofOperand(name, operand, call, context)
  return call.distinct ? once(aggregate, operand) : aggregate
}

function ofOperand(
  name: string,
  operand: Compiled,
  call: Call,
  context: CompileContext,
): Aggregate {
  switch (name) {
    case 'count':
    case 'count_big':
      return counting(name, operand)
    case 'min':
      return extreme(operand, -1)
    case 'max':
      return extreme(operand, 1)
    case 'sum':
      return sum(operand, 'sum')
    case 'avg':
      return average(operand)
    case 'string_agg':
      return joining(operand, call, context)
    case 'checksum_agg':
      return checksum(operand)
    default:
      return deviation(name, operand)
  }
}

function counting(name: string, operand: Compiled | undefined): Aggregate {
  const isBig = name === 'count_big'
  return {
    type: isBig ? BIGINT : INT,
    nullable: false,
    start() {
      let count = 0
      return {
        add(frame) {
          if (operand === undefined || operand.evaluate(frame) !== null) count++
        },
        result: () => (isBig ? BigInt(count) : count),
      }
    },
  }
}

function extreme({ type, evaluate }: Compiled, sign: 1 | -1): Aggregate {
  if (type.kind === 'bit' || type.kind === 'text' || type.kind === 'ntext' || type.kind === 'image')
    return fail(
      8117,
      `Operand data type ${nameOf(type)} is invalid for ${sign > 0 ? 'max' : 'min'} operator.`,
    )
  const compare = comparerOf(type)
  return {
    type,
    nullable: true,
    start() {
      let best: WireValue = null
      return {
        add(frame) {
          const value = evaluate(frame)
          if (value !== null && (best === null || compare(value, best) * sign > 0)) best = value
        },
        result: () => best,
      }
    },
  }
}

/** Small whole numbers add up to an int, decimals to 38 digits. */
function sumType(type: WireType, name: string): WireType {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
      return INT
    case 'bigint':
      return BIGINT
    case 'real':
    case 'float':
      return FLOAT
    case 'money':
    case 'smallmoney':
      return { kind: 'money' }
    case 'decimal':
    case 'numeric':
      return { kind: type.kind, precision: 38, scale: type.scale }
    default:
      return fail(8117, `Operand data type ${nameOf(type)} is invalid for ${name} operator.`)
  }
}

function sum(operand: Compiled, name: string): Aggregate {
  const type = sumType(operand.type, name)
  const { evaluate } = operand
  if (type.kind === 'float') return floatSum(evaluate, (total) => total)
  return {
    type,
    nullable: true,
    start() {
      let total = 0n
      let count = 0
      return {
        add(frame) {
          const value = evaluate(frame)
          if (value === null) return
          total += BigInt(value as number | bigint)
          count++
        },
        result: () => (count === 0 ? null : inType(total, type)),
      }
    },
  }
}

function inType(value: bigint, type: WireType): WireValue {
  const fits =
    'precision' in type ? fitsPrecision(value, type.precision) : isInRange(value, type.kind)
  if (!fits) return overflow(type)
  return type.kind === 'int' ? Number(value) : value
}

function floatSum(evaluate: Evaluate, finish: (total: number, count: number) => number): Aggregate {
  return {
    type: FLOAT,
    nullable: true,
    start() {
      let total = 0
      let count = 0
      return {
        add(frame) {
          const value = evaluate(frame)
          if (value === null) return
          total += Number(value)
          count++
        },
        result: () => (count === 0 ? null : finish(total, count)),
      }
    },
  }
}

function average(operand: Compiled): Aggregate {
  const total = sumType(operand.type, 'avg')
  const { evaluate } = operand
  if (total.kind === 'float') return floatSum(evaluate, (all, count) => all / count)
  const scale = exactOf(operand.type)?.scale ?? 0
  const isDecimal = total.kind === 'decimal' || total.kind === 'numeric'
  const digits = isDecimal ? Math.max(6, scale) : scale
  const type: WireType = isDecimal ? { kind: total.kind, precision: 38, scale: digits } : total
  return {
    type,
    nullable: true,
    start() {
      let all = 0n
      let count = 0n
      return {
        add(frame) {
          const value = evaluate(frame)
          if (value === null) return
          all += BigInt(value as number | bigint)
          count++
        },
        result: () => {
          if (count === 0n) return null
          // Cut off, as whole numbers are.
          return inType(
            (all * 10n ** BigInt(digits - scale)) / count,
            isMoney(type) ? { kind: 'money' } : type,
          )
        },
      }
    },
  }
}

function joining(operand: Compiled, call: Call, context: CompileContext): Aggregate {
  const second = call.arguments[1]
  if (second === undefined)
    return fail(174, 'The string_agg function requires 2 argument(s).', { severity: 15 })
  const national = isNational(operand.type) || familyOf(operand.type) !== 'text'
  const type: WireType = { kind: national ? 'nvarchar' : 'varchar', length: 'max' }
  const text = converted(operand, type)
  const separator = converted(compile(second, context), type)
  const keys: SortKey[] = call.withinGroup.map((item) => {
    const compiled = compile(item.value, context)
    return { ...ordering(compiled.type, item.descending), evaluate: compiled.evaluate }
  })
  return {
    type,
    nullable: true,
    start() {
      const rows: Frame[] = []
      let by: WireValue = null
      return {
        add(frame) {
          by = separator(frame)
          if (text(frame) !== null) rows.push(frame)
        },
        result: () => {
          if (rows.length === 0) return null
          const order = new Map(rows.map((frame) => [frame.row, frame]))
          const sorted =
            keys.length === 0
              ? rows.map(({ row }) => row)
              : sortRows(
                  rows.map(({ row }) => row),
                  keys,
                  (row) => order.get(row) ?? { row, outer: undefined },
                )
          return sorted
            .map((row) => text(order.get(row) ?? { row, outer: undefined }))
            .join(String(by ?? ''))
        },
      }
    },
  }
}

function checksum({ evaluate }: Compiled): Aggregate {
  return {
    type: INT,
    nullable: true,
    start() {
      let all: number | null = null
      return {
        add(frame) {
          const value = evaluate(frame)
          if (value !== null) all = (all ?? 0) ^ Number(value)
        },
        result: () => all,
      }
    },
  }
}

function deviation(name: string, operand: Compiled): Aggregate {
  const value = converted(operand, FLOAT)
  const isWhole = name === 'stdevp' || name === 'varp'
  return {
    type: FLOAT,
    nullable: true,
    start() {
      let [count, mean, squares] = [0, 0, 0]
      return {
        add(frame) {
          const each = value(frame)
          if (each === null) return
          count++
          const difference = (each as number) - mean
          mean += difference / count
          squares += difference * ((each as number) - mean)
        },
        result: () => {
          const by = isWhole ? count : count - 1
          if (by <= 0) return count === 1 && isWhole ? 0 : null
          return name.startsWith('stdev') ? Math.sqrt(squares / by) : squares / by
        },
      }
    },
  }
}

/** DISTINCT: each value counts once. */
function once(aggregate: Aggregate, { evaluate }: Compiled): Aggregate {
  return {
    ...aggregate,
    start() {
      const inner = aggregate.start()
      const seen = new Set<unknown>()
      return {
        add(frame) {
          const key = hashKeyOf(evaluate(frame))
          if (key === null || seen.has(key)) return
          seen.add(key)
          inner.add(frame)
        },
        result: () => inner.result(),
      }
    },
  }
}
