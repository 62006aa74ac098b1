import type { At, Name } from './common.js'

/** A literal or a variable (with its sign): names and paths of BACKUP and RESTORE may be either. */
export type TextOrVariable = { readonly at: At } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
)

export interface Device {
  readonly at: At
  readonly type: 'disk' | 'tape' | 'url' | 'virtual-device' | 'logical'
  readonly name: TextOrVariable
}

/** WITH; names in lower case. */
export type BackupOption = { readonly at: At; readonly name: string } & (
  | { readonly kind: 'flag' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'value'; readonly value: TextOrVariable }
  /** `STOPATMARK = 'm' AFTER 'date'`. */
  | {
      readonly kind: 'mark'
      readonly value: TextOrVariable
      readonly after: TextOrVariable | undefined
    }
  /** `MOVE 'from' TO 'to'`. */
  | { readonly kind: 'move'; readonly from: TextOrVariable; readonly to: TextOrVariable }
  /** `ENCRYPTION (…)` and the like, which no backup here takes. */
  | { readonly kind: 'list'; readonly values: readonly string[] }
)

/** FILE, FILEGROUP, PAGE or READ_WRITE_FILEGROUPS before TO or FROM. */
export type BackupPart =
  | { readonly kind: 'file' | 'filegroup' | 'page'; readonly name: TextOrVariable }
  | { readonly kind: 'read-write-filegroups' }

export type BackupStatement = { readonly at: At } & (
  | {
      readonly kind: 'backup'
      readonly what: 'database' | 'log'
      readonly database: TextOrVariable
      readonly parts: readonly BackupPart[]
      readonly to: readonly Device[]
      /** MIRROR TO. */
      readonly mirrors: readonly (readonly Device[])[]
      readonly options: readonly BackupOption[]
    }
  /** BACKUP GROUP a, b; BACKUP SERVER has no names. */
  | {
      readonly kind: 'backup-group'
      readonly databases: readonly Name[] | undefined
      readonly to: readonly Device[]
      readonly options: readonly BackupOption[]
    }
  | {
      readonly kind: 'restore'
      readonly what: 'database' | 'log'
      readonly database: TextOrVariable
      readonly parts: readonly BackupPart[]
      /** None for RESTORE … WITH RECOVERY alone. */
      readonly from: readonly Device[]
      /** FROM DATABASE_SNAPSHOT = 's'. */
      readonly fromSnapshot: TextOrVariable | undefined
      readonly options: readonly BackupOption[]
    }
  | {
      readonly kind: 'restore-information'
      readonly what:
        | 'headeronly'
        | 'filelistonly'
        | 'labelonly'
        | 'verifyonly'
        | 'backupsetonly'
        | 'rewindonly'
      readonly from: readonly Device[]
      readonly options: readonly BackupOption[]
    }
)
