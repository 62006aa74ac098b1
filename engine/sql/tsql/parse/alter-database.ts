import { readContents } from './create-database.js'
import type { Cursor } from './cursor.js'
import { readFileSpec, readFileSpecs } from './file-spec.js'
import {
  isName,
  readInteger,
  readList,
  readName,
  readOnOff,
  readPlacedName,
  readString,
} from './names.js'
import { readFilegroup } from './table.js'
import type {
  At,
  DatabaseChange,
  DatabaseOption,
  DatabaseStatement,
  Name,
  Termination,
} from './tree.js'

/** Behind ALTER. */
export function readAlterDatabase(c: Cursor, at: At): DatabaseStatement {
  c.expect('DATABASE')
  const name = c.take('CURRENT') ? undefined : readName(c)
  return { kind: 'alter-database', at, name, change: readChange(c) }
}

function readChange(c: Cursor): DatabaseChange {
  switch (c.token.word) {
    case 'ADD':
      c.next()
      return readAddition(c)
    case 'REMOVE':
      c.next()
      if (c.take('FILEGROUP')) return { kind: 'remove-filegroup', name: readName(c) }
      c.expect('FILE')
      return { kind: 'remove-file', name: isName(c.token) ? readName(c) : readString(c) }
    case 'MODIFY':
      c.next()
      return readModification(c)
    case 'COLLATE':
      c.next()
      return { kind: 'collate', collation: readName(c) }
    case 'REBUILD':
      c.next()
      c.expect('LOG')
      return { kind: 'rebuild-log', file: c.take('ON') ? readFileSpec(c) : undefined }
    default:
      c.expect('SET')
      return c.is('SUSPEND_FOR_SNAPSHOT_BACKUP') ? readSuspension(c) : readOptions(c)
  }
}

function readAddition(c: Cursor): DatabaseChange {
  if (c.take('FILEGROUP')) {
    const name = readName(c)
    return { kind: 'add-filegroup', name, contains: readContents(c) }
  }
  const isLog = c.take('LOG')
  c.expect('FILE')
  const files = readFileSpecs(c)
  const filegroup = !isLog && c.takeAll('TO', 'FILEGROUP') ? readFilegroup(c) : undefined
  return { kind: 'add-file', files, filegroup, isLog }
}

function readModification(c: Cursor): DatabaseChange {
  if (c.take('FILE')) return { kind: 'modify-file', file: readFileSpec(c) }
  if (c.take('NAME')) {
    c.expect('=')
    return { kind: 'modify-name', name: readName(c) }
  }
  c.expect('FILEGROUP')
  const name = readFilegroup(c)
  const token = c.next()
  const option = FILEGROUP_OPTIONS.get(token.word)
  if (option === undefined) return c.fail(token)
  if (option === 'name') c.expect('=')
  return {
    kind: 'modify-filegroup',
    name,
    option,
    newName: option === 'name' ? readName(c) : undefined,
  }
}

const FILEGROUP_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['DEFAULT', 'default'],
  ['READ_ONLY', 'read_only'],
  ['READONLY', 'read_only'],
  ['READ_WRITE', 'read_write'],
  ['READWRITE', 'read_write'],
  ['NAME', 'name'],
  ['AUTOGROW_ALL_FILES', 'autogrow_all_files'],
  ['AUTOGROW_SINGLE_FILE', 'autogrow_single_file'],
])

/** `= ON (MODE = COPY_ONLY)`: only with the sign, as in the product. */
function readSuspension(c: Cursor): DatabaseChange {
  c.expect('SUSPEND_FOR_SNAPSHOT_BACKUP')
  c.expect('=')
  const on = readOnOff(c)
  if (!on || !c.take('(')) return { kind: 'suspend', on, copyOnly: false }
  readCopyOnly(c)
  c.expect(')')
  return { kind: 'suspend', on, copyOnly: true }
}

function readCopyOnly(c: Cursor): void {
  c.expect('MODE')
  c.expect('=')
  c.expect('COPY_ONLY')
}

/** Behind ALTER, at SERVER. */
export function readServerConfiguration(c: Cursor, at: At): DatabaseStatement {
  c.expect('SERVER')
  c.expect('CONFIGURATION')
  c.expect('SET')
  c.expect('SUSPEND_FOR_SNAPSHOT_BACKUP')
  c.expect('=')
  const on = readOnOff(c)
  let group: Name[] | undefined
  let copyOnly = false
  if (c.take('(')) {
    do {
      if (group === undefined && c.take('GROUP')) {
        c.expect('=')
        group = readList(c, readPlacedName)
      } else {
        if (!on || copyOnly) c.fail()
        readCopyOnly(c)
        copyOnly = true
      }
    } while (c.take(','))
    c.expect(')')
  }
  return { kind: 'suspend-server', at, on, group, copyOnly }
}

type Form = 'flag' | 'on-off' | 'word' | 'equals'

const OPTION_FORMS: readonly (readonly [Form, string])[] = [
  ['flag', 'ONLINE OFFLINE EMERGENCY SINGLE_USER RESTRICTED_USER MULTI_USER READ_ONLY READ_WRITE'],
  ['flag', 'ENABLE_BROKER DISABLE_BROKER NEW_BROKER ERROR_BROKER_CONVERSATIONS'],
  [
    'on-off',
    `AUTO_CLOSE AUTO_SHRINK AUTO_CREATE_STATISTICS AUTO_UPDATE_STATISTICS
    AUTO_UPDATE_STATISTICS_ASYNC CURSOR_CLOSE_ON_COMMIT ANSI_NULL_DEFAULT ANSI_NULLS ANSI_PADDING
    ANSI_WARNINGS ARITHABORT CONCAT_NULL_YIELDS_NULL NUMERIC_ROUNDABORT QUOTED_IDENTIFIER
    RECURSIVE_TRIGGERS TORN_PAGE_DETECTION ALLOW_SNAPSHOT_ISOLATION READ_COMMITTED_SNAPSHOT
    DATE_CORRELATION_OPTIMIZATION DB_CHAINING TRUSTWORTHY HONOR_BROKER_PRIORITY ENCRYPTION
    MEMORY_OPTIMIZED_ELEVATE_TO_SNAPSHOT TEMPORAL_HISTORY_RETENTION`,
  ],
  ['word', 'RECOVERY PAGE_VERIFY CURSOR_DEFAULT PARAMETERIZATION'],
  [
    'equals',
    `COMPATIBILITY_LEVEL TARGET_RECOVERY_TIME DELAYED_DURABILITY QUERY_STORE CHANGE_TRACKING
    CONTAINMENT DEFAULT_LANGUAGE DEFAULT_FULLTEXT_LANGUAGE NESTED_TRIGGERS TWO_DIGIT_YEAR_CUTOFF
    MIXED_PAGE_ALLOCATION ACCELERATED_DATABASE_RECOVERY`,
  ],
]

const FORM_OF: ReadonlyMap<string, Form> = new Map(
  OPTION_FORMS.flatMap(([form, words]) => words.split(/\s+/).map((word) => [word, form] as const)),
)

const RECOVERY_MODELS: readonly string[] = ['FULL', 'SIMPLE', 'BULK_LOGGED']

function readOptions(c: Cursor): DatabaseChange {
  const options = [readOption(c)]
  while (c.take(',')) options.push(readOption(c))
  const termination = c.take('WITH') ? readTermination(c) : undefined
  return { kind: 'set', options, termination }
}

function readOption(c: Cursor): DatabaseOption {
  const at = c.at()
  const { word } = c.token
  const form = FORM_OF.get(word)
  if (form === undefined) return c.fail()
  const name = c.next().text.toLowerCase()
  if (form === 'flag') return { at, name, value: undefined }
  if (form === 'equals') return { at, name, value: readSetting(c) }
  if (word === 'RECOVERY' && !c.isEither(...RECOVERY_MODELS)) c.fail()
  if (form === 'word') return { at, name, value: readWord(c) }
  return { at, name, value: readOnOff(c) ? 'on' : 'off' }
}

function readWord(c: Cursor): string {
  if (c.token.kind !== 'word') c.fail()
  return c.next().text.toLowerCase()
}

/** `= 150`, `= 60 SECONDS`, `= ON (…)`. */
function readSetting(c: Cursor): string {
  c.take('=')
  const value = c.token.kind === 'word' ? readWord(c) : c.next().text
  if (c.is('(')) skipList(c)
  const unit = c.isEither('SECONDS', 'MINUTES') ? ` ${readWord(c)}` : ''
  return `${value}${unit}`
}

function skipList(c: Cursor): void {
  let depth = 0
  do {
    const { word } = c.next()
    if (word === '(') depth++
    else if (word === ')') depth--
  } while (depth > 0)
}

function readTermination(c: Cursor): Termination {
  if (c.take('NO_WAIT')) return { kind: 'no-wait' }
  c.expect('ROLLBACK')
  if (c.take('IMMEDIATE')) return { kind: 'rollback', afterSeconds: 0 }
  c.expect('AFTER')
  const afterSeconds = readInteger(c)
  c.take('SECONDS')
  return { kind: 'rollback', afterSeconds }
}
