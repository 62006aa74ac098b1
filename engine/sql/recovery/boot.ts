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
//      133     1  bits: 1 read-only, 2 auto-close, 4 new chain of log backups,
//                 8 single user, 16 restricted user, 32 shut down in order
//      134     2  length of the name
//      136    36  the database's GUID, in ASCII
//      172     …  name, in UTF-16
//     8024    36  the GUID of the recovery fork before, in ASCII; zero for the first
//     8064     1  where a restore stands: 0 none, 1 laying, 2 rolling, 3 ending
//     8072     8  LSN up to which a restore has rolled forward
//     8080    36  the recovery fork's GUID, in ASCII
//     8120     8  LSN where that fork began; zero for a database that was never restored
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

/** Who may use the database: anybody, one session, or owners and administrators. */
export type UserAccess = 'MULTI_USER' | 'SINGLE_USER' | 'RESTRICTED_USER'

export type RecoveryModel = 'SIMPLE' | 'FULL' | 'BULK_LOGGED'

/**
 * Where a restore stands. laying: its files are not all there. rolling: its pages show the log up to
 * an LSN, and more log may follow. ending: it is being recovered and takes no more log.
 */
export type RestoreMark =
  | { readonly kind: 'none' }
  | { readonly kind: 'laying' }
  | { readonly kind: 'rolling'; readonly to: Lsn }
  | { readonly kind: 'ending'; readonly to: Lsn }

/** A line of history: each recovery that ends a restore begins another one. */
export interface RecoveryFork {
  readonly id: Guid
  /** Undefined for a database that was never restored. */
  readonly from: Lsn | undefined
  /** The fork that it left there. */
  readonly parent: Guid | undefined
}

export interface Boot {
  readonly name: string
  readonly guid: Guid
  readonly recoveryModel: RecoveryModel
  readonly readOnly: boolean
  readonly autoClose: boolean
  readonly userAccess: UserAccess
  readonly checkpoint: Lsn
  readonly minimum: Lsn
  readonly reached: Lsn
  /** Undefined while no chain of log backups has begun. */
  readonly logBackedUpTo: Lsn | undefined
  /** No log backup of the chain was taken yet. */
  readonly isNewChain: boolean
  readonly nextTransaction: number
  readonly restore: RestoreMark
  readonly fork: RecoveryFork
  /** Closed after a checkpoint, and not opened since: there is nothing to recover. */
  readonly shutDown?: boolean | undefined
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
const FORK_PARENT = 8024
const RESTORE = FORK_PARENT + 40
const ROLLED_TO = RESTORE + 8
const FORK_ID = ROLLED_TO + 8
const FORK_FROM = FORK_ID + GUID_LENGTH + 4

const RECOVERY_MODELS: readonly RecoveryModel[] = ['SIMPLE', 'FULL', 'BULK_LOGGED']
const RESTORE_MARKS: readonly RestoreMark['kind'][] = ['none', 'laying', 'rolling', 'ending']
const READ_ONLY = 1
const AUTO_CLOSE = 2
const ACCESS_BITS = { MULTI_USER: 0, SINGLE_USER: 8, RESTRICTED_USER: 16 } as const
const NEW_CHAIN = 4
const SHUT_DOWN = 32

export function encodeBoot(page: Page, boot: Boot): void {
  setU64(page, CHECKPOINT, boot.checkpoint)
  setU64(page, MINIMUM, boot.minimum)
  setU64(page, REACHED, boot.reached)
  setU64(page, LOG_BACKED_UP_TO, boot.logBackedUpTo ?? NO_LSN)
  setU32(page, NEXT_TRANSACTION, boot.nextTransaction)
  page[RECOVERY_MODEL] = RECOVERY_MODELS.indexOf(boot.recoveryModel)
  page[BITS] =
    (boot.readOnly ? READ_ONLY : 0) |
    (boot.autoClose ? AUTO_CLOSE : 0) |
    ACCESS_BITS[boot.userAccess] |
    (boot.isNewChain ? NEW_CHAIN : 0) |
    (boot.shutDown ? SHUT_DOWN : 0)
  setU16(page, NAME_LENGTH, boot.name.length)
  setGuid(page, GUID, boot.guid)
  setUtf16(page, NAME, boot.name)
  const { restore, fork } = boot
  page[RESTORE] = RESTORE_MARKS.indexOf(restore.kind)
  setU64(page, ROLLED_TO, 'to' in restore ? restore.to : NO_LSN)
  setGuid(page, FORK_ID, fork.id)
  setU64(page, FORK_FROM, fork.from ?? NO_LSN)
  if (fork.parent === undefined) page.fill(0, FORK_PARENT, FORK_PARENT + GUID_LENGTH)
  else setGuid(page, FORK_PARENT, fork.parent)
}

export function decodeBoot(page: Page): Outcome<Boot, SqlError> {
  if (typeOf(page) !== 'boot') return refuseSql('NOT_A_PRIMARY_FILE', 'it has no boot page')
  const bits = getU8(page, BITS)
  return ok({
    name: getUtf16(page, NAME, 2 * getU16(page, NAME_LENGTH)),
    guid: getGuid(page, GUID),
    recoveryModel: RECOVERY_MODELS[getU8(page, RECOVERY_MODEL)] as RecoveryModel,
    readOnly: (bits & READ_ONLY) !== 0,
    autoClose: (bits & AUTO_CLOSE) !== 0,
    userAccess: accessOf(bits),
    isNewChain: (bits & NEW_CHAIN) !== 0,
    checkpoint: getU64(page, CHECKPOINT) as Lsn,
    minimum: getU64(page, MINIMUM) as Lsn,
    reached: getU64(page, REACHED) as Lsn,
    logBackedUpTo: optionalLsn(page, LOG_BACKED_UP_TO),
    nextTransaction: getU32(page, NEXT_TRANSACTION),
    restore: decodeMark(page),
    fork: {
      id: getGuid(page, FORK_ID),
      from: optionalLsn(page, FORK_FROM),
      parent: page[FORK_PARENT] === 0 ? undefined : getGuid(page, FORK_PARENT),
    },
    shutDown: (bits & SHUT_DOWN) !== 0 ? true : undefined,
  })
}

/** True while only a restore may go on with the database. */
export function isMidRestore({ restore }: Boot): boolean {
  return restore.kind === 'laying' || restore.kind === 'rolling'
}

function accessOf(bits: number): UserAccess {
  if ((bits & ACCESS_BITS.SINGLE_USER) !== 0) return 'SINGLE_USER'
  return (bits & ACCESS_BITS.RESTRICTED_USER) !== 0 ? 'RESTRICTED_USER' : 'MULTI_USER'
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

function decodeMark(page: Page): RestoreMark {
  const kind = RESTORE_MARKS[getU8(page, RESTORE)] ?? 'laying'
  const to = getU64(page, ROLLED_TO) as Lsn
  return kind === 'rolling' || kind === 'ending' ? { kind, to } : { kind }
}

function optionalLsn(page: Page, at: number): Lsn | undefined {
  const value = getU64(page, at) as Lsn
  return value === NO_LSN ? undefined : value
}

function setGuid(page: Page, at: number, guid: Guid): void {
  for (let index = 0; index < GUID_LENGTH; index++) page[at + index] = guid.charCodeAt(index)
}

function getGuid(page: Page, at: number): Guid {
  return String.fromCharCode(...page.subarray(at, at + GUID_LENGTH)) as Guid
}
