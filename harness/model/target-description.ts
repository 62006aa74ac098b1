import type { Capability } from './capability.js'

export interface TargetDescription {
  readonly kind: 'engine' | 'sqlserver' | 'driver' | 'miniature'
  readonly name: string
  readonly version: string
  readonly capabilities: readonly Capability[]
  /** The same plan with the same seed gives the same run, so evidence can be had by running again. */
  readonly deterministic: boolean
}
