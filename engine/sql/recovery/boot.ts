// The boot page (page 9 of file 1): where recovery starts, and what the database is.
//
//   offset  size  field
//   ------  ----  ------------------------------------------------------------
//       96     8  LSN where the last complete checkpoint began
//      104     8  LSN of the oldest record that recovery needs
//      112     8  LSN that the log reached at least
//      120     8  LSN up to which the log is backed up; zero before the first backup
//      128     4  the next transaction
//      132     1  recovery model
//      133     1  bits: 1 read-only, 2 auto-close
//      134     2  length of the name
//      136    36  the database's GUID, in ASCII
//      172     …  name, in UTF-16
//
// The page is written at checkpoints and when an option changes; it is not logged.

import type { Guid } from '../../base/brand.js'
import { type Outcome, ok } from '../../base/outcome.js'
import { markChanged, type Storage } from '../allocation/index.js'
import {
  BOOT_PAGE,
  fileId,
  getU8,
  getU16,
  getU32,
  getU64,
  getUtf16,
  HEADER_BYTES,
  type Lsn,
  NO_LSN,
  type Page,
  pageId,
  refuseSql,
  type SqlError,
  setU16,
  setU32,
  setU64,
  setUtf16,
  typeOf,
} from '../page/index.js'

export type RecoveryModel = 'SIMPLE' | 'FULL' | 'BULK_LOGGED'

export interface Boot {
  readonly name: string
  readonly guid: Guid
  readonly recoveryModel: RecoveryModel
  readonly readOnly: boolean
  readonly autoClose: boolean
  readonly checkpoint: Lsn
  readonly minimum: Lsn
  readonly reached: Lsn
  /** Undefined while no chain of log backups has begun. */
  readonly logBackedUpTo: Lsn | undefined
  readonly nextTransaction: number
}

export const BOOT_ID = pageId(fileId(1), BOOT_PAGE)

const CHECKPOINT = HEADER_BYTES
const MINIMUM = CHECKPOINT + 8
const REACHED = MINIMUM + 8
const LOG_BACKED_UP_TO = REACHED + 8
const NEXT_TRANSACTION = LOG_BACKED_UP_TO + 8
const RECOVERY_MODEL = NEXT_TRANSACTION + 4
const BITS = RECOVERY_MODEL + 1
const NAME_LENGTH = BITS + 1
const GUID = NAME_LENGTH + 2
const GUID_LENGTH = 36
const NAME = GUID + GUID_LENGTH

const RECOVERY_MODELS: readonly RecoveryModel[] = ['SIMPLE', 'FULL', 'BULK_LOGGED']
const READ_ONLY = 1
const AUTO_CLOSE = 2

export function encodeBoot(page: Page, boot: Boot): void {
  setU64(page, CHECKPOINT, boot.checkpoint)
  setU64(page, MINIMUM, boot.minimum)
  setU64(page, REACHED, boot.reached)
  setU64(page, LOG_BACKED_UP_TO, boot.logBackedUpTo ?? NO_LSN)
  setU32(page, NEXT_TRANSACTION, boot.nextTransaction)
  page[RECOVERY_MODEL] = RECOVERY_MODELS.indexOf(boot.recoveryModel)
  page[BITS] = (boot.readOnly ? READ_ONLY : 0) | (boot.autoClose ? AUTO_CLOSE : 0)
  setU16(page, NAME_LENGTH, boot.name.length)
  for (let index = 0; index < GUID_LENGTH; index++) page[GUID + index] = boot.guid.charCodeAt(index)
  setUtf16(page, NAME, boot.name)
}

export function decodeBoot(page: Page): Outcome<Boot, SqlError> {
  if (typeOf(page) !== 'boot') return refuseSql('NOT_A_PRIMARY_FILE', 'it has no boot page')
  const backedUpTo = getU64(page, LOG_BACKED_UP_TO) as Lsn
  const bits = getU8(page, BITS)
  return ok({
    name: getUtf16(page, NAME, 2 * getU16(page, NAME_LENGTH)),
    guid: String.fromCharCode(...page.subarray(GUID, GUID + GUID_LENGTH)) as Guid,
    recoveryModel: RECOVERY_MODELS[getU8(page, RECOVERY_MODEL)] as RecoveryModel,
    readOnly: (bits & READ_ONLY) !== 0,
    autoClose: (bits & AUTO_CLOSE) !== 0,
    checkpoint: getU64(page, CHECKPOINT) as Lsn,
    minimum: getU64(page, MINIMUM) as Lsn,
    reached: getU64(page, REACHED) as Lsn,
    logBackedUpTo: backedUpTo === NO_LSN ? undefined : backedUpTo,
    nextTransaction: getU32(page, NEXT_TRANSACTION),
  })
}

/** Puts the boot page on disk at once. */
export function writeBoot(storage: Storage, boot: Boot): Outcome<undefined, SqlError> {
  const { pool, log } = storage
  const page = pool.edit(BOOT_ID)
  if (!page.ok) return page
  encodeBoot(page.value, boot)
  pool.changed(BOOT_ID, log.end)
  const marked = markChanged(storage, BOOT_ID, log.end)
  return marked.ok ? pool.write(BOOT_ID) : marked
}
