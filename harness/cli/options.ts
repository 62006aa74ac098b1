// Values of flags, checked hard: a run that ignores half of what was asked would pass for the whole.

import { UsageError } from './usage.js'

const SEED_MAX = Number.MAX_SAFE_INTEGER
const TEXT_CHARACTERS_MAX = 4096

/** For a flag that is given once. */
export function single(flag: string): (value: string, before: string | undefined) => string {
  return (value, before) => {
    if (before !== undefined) throw new UsageError(`"${flag}" is given twice`)
    return plainText(flag, value)
  }
}

/** For a flag that may be given several times. */
export function several(
  flag: string,
): (value: string, before: readonly string[] | undefined) => readonly string[] {
  return (value, before) => [...(before ?? []), plainText(flag, value)]
}

export function seed(flag: string): (value: string, before: number | undefined) => number {
  return (value, before) => {
    if (before !== undefined) throw new UsageError(`"${flag}" is given twice`)
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
    if (Number.isSafeInteger(number)) return number
    throw new UsageError(
      `cannot read ${flag} "${clipped(value)}" as a whole number from 0 to ${SEED_MAX}`,
    )
  }
}

const COUNT_MAX = 1000

/** For a flag that says how often. */
export function times(flag: string): (value: string, before: number | undefined) => number {
  return (value, before) => {
    if (before !== undefined) throw new UsageError(`"${flag}" is given twice`)
    const number = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN
    if (number <= COUNT_MAX) return number
    throw new UsageError(
      `cannot read ${flag} "${clipped(value)}" as a whole number from 0 to ${COUNT_MAX}`,
    )
  }
}

function plainText(flag: string, value: string): string {
  if (value.trim() === '') throw new UsageError(`"${flag}" wants a value, and it is empty`)
  if (value.startsWith('--'))
    throw new UsageError(`"${flag}" wants a value, and "${clipped(value)}" follows`)
  if (value.length > TEXT_CHARACTERS_MAX)
    throw new UsageError(`the value of "${flag}" is longer than ${TEXT_CHARACTERS_MAX} characters`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (/[\u0000-\u0008\u000b-\u001f]/.test(value))
    throw new UsageError(`the value of "${flag}" holds control characters`)
  return value
}

function clipped(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`
}
