// What the cells of a listing mean: each column has a key of the reply and a way to read a cell.

import type { Pattern } from '../harness/index.js'
import { chosen } from './parameter-types.js'

export interface Column {
  readonly key: string
  readonly read: (cell: string) => Pattern
}

export type Columns = Readonly<Record<string, Column>>

export function text(key: string): Column {
  return { key, read: (cell) => cell }
}

/** The cell stands somewhere in the text, in any case of letters. */
export function says(key: string): Column {
  return { key, read: (cell) => ({ $contains: cell }) }
}

const YES_NO = { yes: true, no: false }

export function yesNo(key: string): Column {
  return { key, read: (cell) => chosen('answer', YES_NO, cell) }
}

/** `5`, `at least 5` or `at most 5`, counted in units of so many. */
export function count(key: string, unit = 1): Column {
  return {
    key,
    read: (cell) => {
      const found = /^(at least |at most )?(\d+(?:\.\d+)?)$/.exec(cell)
      if (found === null)
        throw new Error(`"${cell}" is no number\nHint: Write 5, at least 5 or at most 5.`)
      const number = Number(found[2]) * unit
      if (found[1] === undefined) return number
      return found[1] === 'at least ' ? { $atLeast: number } : { $atMost: number }
    },
  }
}

/** Texts with commas between them, in this order. */
export function list(key: string): Column {
  return { key, read: (cell) => (cell === '' ? [] : cell.split(/, */)) }
}

/** One pattern per row; the first row names the columns, of which there may be fewer than could be. */
export function patternsOf(
  columns: Columns,
  [header = [], ...rows]: readonly (readonly string[])[],
): Pattern[] {
  const read = header.map((title) => chosen('column', columns, title))
  return rows.map((row) =>
    Object.fromEntries(read.map((column, at) => [column.key, column.read(row[at] ?? '')])),
  )
}
