import type { z } from 'zod'
import type { Capability } from './capability.js'

/** One command: what a target must offer for it, what it means, its parameters and its reply. */
export interface CommandSpec {
  readonly needs: Capability
  /** What it takes besides. */
  readonly also?: readonly Capability[]
  readonly doc: string
  readonly params: z.ZodObject
  readonly reply: z.ZodObject
}
