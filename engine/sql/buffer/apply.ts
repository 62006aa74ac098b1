import { present, unreachable } from '../../base/assert.js'
import type { Change } from '../log/index.js'
import {
  formatPage,
  getU32,
  insertRow,
  overwriteRow,
  type Page,
  type PageType,
  removeRow,
  rowAt,
  setGhost,
} from '../page/index.js'

/** What formats a page: which kind, and for which object. */
export const FORMATS = ['data', 'iam', 'file-header', 'boot'] as const satisfies readonly PageType[]

/** Does to a page what a log record says; the same for work, redo and undo. */
export function applyChange(page: Page, change: Change): void {
  const { kind, place, after } = change
  switch (kind) {
    case 'insert':
      insertRow(page, place, after)
      break
    case 'remove':
      removeRow(page, place)
      break
    case 'ghost':
    case 'unghost':
      setGhost(present(rowAt(page, place), `the row of slot ${place}`), kind === 'ghost')
      break
    case 'overwrite':
      overwriteRow(page, place, after)
      break
    case 'modify':
      page.set(after, place)
      break
    case 'format':
      formatPage(page, change.page, FORMATS[place] as PageType, getU32(after, 0))
      break
    default:
      unreachable(kind)
  }
}
