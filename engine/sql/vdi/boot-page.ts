import type { Outcome } from '../../base/outcome.js'
import { markChanged, type Storage } from '../allocation/index.js'
import type { Page, SqlError } from '../page/index.js'
import { BOOT_ID } from './file-catalogue.js'

/** Changes the boot page and puts it on disk at once. */
export function writeBootPage(
  storage: Storage,
  change: (page: Page) => void,
): Outcome<undefined, SqlError> {
  const { pool, log } = storage
  const page = pool.edit(BOOT_ID)
  if (!page.ok) return page
  change(page.value)
  pool.changed(BOOT_ID, log.end)
  const marked = markChanged(storage, BOOT_ID, log.end)
  return marked.ok ? pool.write(BOOT_ID) : marked
}
