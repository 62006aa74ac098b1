import type { At, Name, ObjectName } from './common.js'

/** `( NAME = d, FILENAME = 'd.mdf', SIZE = 8 MB, … )`: sizes in KB, `%` in percent. */
export interface FileSpec {
  readonly at: At
  readonly name: string | undefined
  readonly newName: string | undefined
  readonly fileName: string | undefined
  readonly sizeKb: number | undefined
  readonly maxSizeKb: number | 'unlimited' | undefined
  readonly growth: { readonly kb: number } | { readonly percent: number } | undefined
  readonly offline: boolean
}

export interface FilegroupSpec {
  readonly at: At
  /** `primary` for the first, where none is named. */
  readonly name: string
  readonly isDefault: boolean
  readonly contains: 'rows' | 'filestream' | 'memory-optimized'
  readonly files: readonly FileSpec[]
}

/** What SET takes, in lower case, each with its value: `recovery` `simple`, `auto_close` `on`. */
export interface DatabaseOption {
  readonly at: At
  readonly name: string
  /** In lower case where it is a word; as written where it is a string or a number. */
  readonly value: string | undefined
}

/** WITH ROLLBACK IMMEDIATE, WITH ROLLBACK AFTER 5 SECONDS, WITH NO_WAIT. */
export type Termination =
  | { readonly kind: 'rollback'; readonly afterSeconds: number }
  | { readonly kind: 'no-wait' }

export type DatabaseStatement = { readonly at: At } & (
  | {
      readonly kind: 'create-database'
      readonly name: string
      /** Empty when the defaults are to be used. The first is PRIMARY. */
      readonly filegroups: readonly FilegroupSpec[]
      readonly log: readonly FileSpec[]
      readonly collation: string | undefined
      /** FOR ATTACH, FOR ATTACH_REBUILD_LOG. */
      readonly attach: 'attach' | 'rebuild-log' | undefined
      /** In lower case; CONTAINMENT among them. */
      readonly options: readonly DatabaseOption[]
    }
  | {
      readonly kind: 'create-database-snapshot'
      readonly name: string
      readonly files: readonly FileSpec[]
      readonly source: string
    }
  | {
      readonly kind: 'drop-database'
      readonly ifExists: boolean
      readonly names: readonly Name[]
    }
  | {
      readonly kind: 'alter-database'
      /** Undefined for CURRENT. */
      readonly name: string | undefined
      readonly change: DatabaseChange
    }
  /** ALTER SERVER CONFIGURATION SET SUSPEND_FOR_SNAPSHOT_BACKUP; no group is all of them. */
  | {
      readonly kind: 'suspend-server'
      readonly on: boolean
      readonly group: readonly Name[] | undefined
      readonly copyOnly: boolean
    }
)

export type DatabaseChange =
  | { readonly kind: 'modify-name'; readonly name: string }
  | { readonly kind: 'collate'; readonly collation: string }
  | {
      readonly kind: 'add-file'
      readonly files: readonly FileSpec[]
      readonly filegroup: string | undefined
      readonly isLog: boolean
    }
  | { readonly kind: 'remove-file'; readonly name: string }
  | { readonly kind: 'modify-file'; readonly file: FileSpec }
  | {
      readonly kind: 'add-filegroup'
      readonly name: string
      readonly contains: FilegroupSpec['contains']
    }
  | { readonly kind: 'remove-filegroup'; readonly name: string }
  | {
      readonly kind: 'modify-filegroup'
      readonly name: string
      /** In lower case: `default`, `read_only`, `read_write`, `name`. */
      readonly option: string
      readonly newName: string | undefined
    }
  | {
      readonly kind: 'set'
      readonly options: readonly DatabaseOption[]
      readonly termination: Termination | undefined
    }
  | { readonly kind: 'suspend'; readonly on: boolean; readonly copyOnly: boolean }
  | { readonly kind: 'rebuild-log'; readonly file: FileSpec | undefined }

export type AdminStatement =
  | DatabaseStatement
  | SecurityStatement
  | ({ readonly at: At } & (
      | { readonly kind: 'use'; readonly database: string }
      | { readonly kind: 'checkpoint' }
      | { readonly kind: 'kill'; readonly spid: number; readonly statusOnly: boolean }
      | { readonly kind: 'shutdown'; readonly noWait: boolean }
      | { readonly kind: 'reconfigure'; readonly override: boolean }
      | {
          readonly kind: 'dbcc'
          /** In lower case: `checkdb`, `shrinkfile`. */
          readonly command: string
          readonly arguments: readonly DbccArgument[]
          /** In lower case: `no_infomsgs`. */
          readonly options: readonly string[]
        }
    ))

export type DbccArgument = { readonly at: At } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** A bare word, as written: a name, or NOINDEX. */
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'variable'; readonly value: string }
)

/** The name of a principal, and what is done with it. */
export type SecurityStatement = { readonly at: At } & (
  | {
      readonly kind: 'create-login'
      readonly name: string
      readonly from: 'password' | 'windows'
      readonly password: Secret | undefined
      /** In lower case: `default_database`, `check_policy`, `sid`. */
      readonly options: readonly DatabaseOption[]
    }
  | {
      readonly kind: 'alter-login'
      readonly name: string
      readonly enable: boolean | undefined
      readonly password: Secret | undefined
      readonly options: readonly DatabaseOption[]
    }
  | { readonly kind: 'drop-login'; readonly name: string }
  | {
      readonly kind: 'create-user'
      readonly name: string
      readonly login: string | undefined
      readonly withoutLogin: boolean
      readonly options: readonly DatabaseOption[]
    }
  | {
      readonly kind: 'alter-user'
      readonly name: string
      readonly options: readonly DatabaseOption[]
    }
  | { readonly kind: 'drop-user'; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'create-role'
      readonly scope: 'database' | 'server'
      readonly name: string
      readonly owner: string | undefined
    }
  | {
      readonly kind: 'drop-role'
      readonly scope: 'database' | 'server'
      readonly name: string
      readonly ifExists: boolean
    }
  | {
      readonly kind: 'alter-role'
      readonly scope: 'database' | 'server'
      readonly role: string
      readonly change: 'add' | 'drop' | 'rename'
      readonly member: string
    }
  | {
      readonly kind: 'permission'
      readonly action: 'grant' | 'deny' | 'revoke'
      /** In lower case: `view server state`, `select`. */
      readonly permissions: readonly string[]
      readonly on: { readonly class: string; readonly name: ObjectName } | undefined
      readonly principals: readonly Name[]
      readonly grantOption: boolean
    }
)

export interface Secret {
  readonly value: string | Uint8Array
  readonly hashed: boolean
}
