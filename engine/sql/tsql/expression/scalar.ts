// How a function of values is written down: what it takes, what it gives.

import type { Call } from '../parse/tree.js'
import type { WireType, WireValue } from '../port.js'
import { fail } from '../value/failure.js'
import { familyOf, nameOf } from '../value/type.js'
import { converted } from './compile.js'
import type { CompileContext, Compiled, Frame } from './context.js'

export interface Building {
  readonly call: Call
  readonly context: CompileContext
}

export interface Builder {
  readonly minimum: number
  readonly maximum: number
  build(args: readonly Compiled[], building: Building): Compiled
}

/** NULL when one of the arguments is; they come in the types that are named, or as they are. */
export function scalar(
  args: readonly Compiled[],
  types: readonly (WireType | undefined)[],
  type: WireType,
  work: (values: readonly Exclude<WireValue, null>[], frame: Frame) => WireValue,
): Compiled {
  const values = args.map((each, index) => {
    const wanted = types[Math.min(index, types.length - 1)]
    return wanted === undefined ? each.evaluate : converted(each, wanted)
  })
  return {
    type,
    nullable: true,
    evaluate: (frame) => {
      const given: Exclude<WireValue, null>[] = []
      for (const value of values) {
        const each = value(frame)
        if (each === null) return null
        given.push(each)
      }
      return work(given, frame)
    },
  }
}

/** A function whose arguments and result have types that never change. */
export function fixed(
  minimum: number,
  maximum: number,
  types: readonly (WireType | undefined)[],
  type: WireType,
  work: (values: readonly Exclude<WireValue, null>[], building: Building) => WireValue,
): Builder {
  return {
    minimum,
    maximum,
    build: (args, building) => scalar(args, types, type, (values) => work(values, building)),
  }
}

export function builder(
  minimum: number,
  maximum: number,
  build: (args: readonly Compiled[], building: Building) => Compiled,
): Builder {
  return { minimum, maximum, build }
}

/** An argument that must be there by the count that was checked. */
export function argument(args: readonly Compiled[], index: number): Compiled {
  const found = args[index]
  return found ?? fail(174, `The function requires ${index + 1} argument(s).`, { severity: 15 })
}

export function requireNumber(compiled: Compiled, name: string): void {
  const family = familyOf(compiled.type)
  if (family !== 'number' && family !== 'text' && compiled.isUntyped !== true)
    fail(
      8116,
      `Argument data type ${nameOf(compiled.type)} is invalid for argument 1 of ${name} function.`,
    )
}
