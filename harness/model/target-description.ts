import type { Capability } from './capability.js'

export interface TargetDescription {
  readonly kind: 'engine' | 'sqlserver' | 'driver' | 'miniature'
  readonly name: string
  readonly version: string
  /** A digest of exactly what answered, such as that of an image, where there is one. */
  readonly build?: string
  readonly capabilities: readonly Capability[]
  /** Why some of the others are not there, where there is more to say than that. */
  readonly lacking?: Readonly<Partial<Record<Capability, string>>>
  /** The same plan with the same seed gives the same run, so evidence can be had by running again. */
  readonly deterministic: boolean
}
