// The registry of step phrases. A phrase is pure: text in, one step of a plan out. Because nothing is
// executed here, the same phrases serve `frostproof run`, plain cucumber-js, the proofs and the
// generated vocabulary page.

import type { Step } from '../model/plan.js'
import type { ServerTopology } from '../model/topology.js'

/** What a phrase comes to: a step, or a machine that is there before the first step. */
export type Built = Step | { readonly server: Partial<ServerTopology> & { readonly name: string } }

// biome-ignore lint/suspicious/noExplicitAny: the expression fixes the types, which TypeScript cannot see.
type Build = (...args: any[]) => Built

export interface Phrase {
  readonly expression: string
  /** What it means, for the vocabulary page. */
  readonly doc: string
  /** Whether a data table or a doc string comes under the line, as the last argument. */
  readonly block: 'none' | 'table' | 'text'
  readonly build: Build
}

export interface ParameterType {
  readonly name: string
  readonly regexp: RegExp
  /** What may be written, for the vocabulary page. */
  readonly doc: string
  /** Rejects what it does not know by throwing an Error that names the choices. */
  readonly transform: (...groups: string[]) => unknown
}

/** Rows of a data table under a step; cells are trimmed texts. */
export type Table = readonly (readonly string[])[]

export const phrases: Phrase[] = []
export const parameterTypes: ParameterType[] = []

export function phrase(expression: string, doc: string, build: Build): void {
  phrases.push({ expression, doc, block: 'none', build })
}

/** A phrase with a data table under it; `build` receives the rows last. */
export function tablePhrase(expression: string, doc: string, build: Build): void {
  phrases.push({ expression, doc, block: 'table', build })
}

export function parameterType(type: ParameterType): void {
  parameterTypes.push(type)
}
