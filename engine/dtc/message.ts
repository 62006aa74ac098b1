import type { Guid } from '../base/brand.js'

export type Vote = 'prepared' | 'read-only' | 'no'

/** `active`: not decided yet. What a coordinator knows nothing of was aborted. */
export type Answer = 'committed' | 'aborted' | 'active'

export type Message = {
  readonly from: string
  readonly to: string
  readonly globalId: Guid
} & (
  | { readonly kind: 'enlist' }
  | { readonly kind: 'enlisted'; readonly accepted: boolean }
  | { readonly kind: 'prepare' }
  | { readonly kind: 'vote'; readonly vote: Vote }
  | { readonly kind: 'commit' }
  | { readonly kind: 'abort' }
  | { readonly kind: 'done' }
  | { readonly kind: 'inquire' }
  | { readonly kind: 'outcome'; readonly answer: Answer }
)
