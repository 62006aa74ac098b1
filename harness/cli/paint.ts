// Colour, where somebody looks and wants it: on a terminal, and never against NO_COLOR.

import type { Io } from './io.js'

const CODES = { good: '32', bad: '31', open: '33', wreck: '35', quiet: '2' } as const

export type Shade = keyof typeof CODES
export type Paint = (shade: Shade, text: string) => string

export function painter({ hasColors }: Pick<Io, 'hasColors'>): Paint {
  if (!hasColors) return (_, text) => text
  return (shade, text) => `\u001b[${CODES[shade]}m${text}\u001b[0m`
}

/** See https://no-color.org: any value but an empty one says no. */
export function wantsColors(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

const SHADES: Readonly<Record<string, Shade>> = {
  passed: 'good',
  conformant: 'good',
  failed: 'bad',
  violated: 'bad',
  unknown: 'open',
  undecided: 'open',
  error: 'wreck',
  incomplete: 'wreck',
}

export function shadeOf(verdict: string): Shade {
  return SHADES[verdict] ?? 'quiet'
}
