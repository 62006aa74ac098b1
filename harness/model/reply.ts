/** A value as it travels: plain data. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

export interface Refusal {
  /** A stable name, such as `VSS_E_BAD_STATE` or `not-elevated`. */
  readonly code: string
  readonly message: string
  /** False when the operation may have happened all the same. */
  readonly certain: boolean
}

/** What a target answers to one command: a value, a refusal, or that it cannot do such things. */
export type Reply =
  | { readonly kind: 'done'; readonly value: Json }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'not-supported'; readonly reason: string }

export function done(value: Json = {}): Reply {
  return { kind: 'done', value }
}

export function refusal(code: string, message: string): Reply {
  return { kind: 'refused', refusal: { code, message, certain: true } }
}
