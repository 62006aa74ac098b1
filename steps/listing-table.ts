// Everything that can be listed: the command that asks, where its reply holds the list, and the columns.

import { type CommandName, type CommandStep, command } from '../harness/index.js'
import { type Columns, count, list, says, text, yesNo } from './listing-columns.js'
import { MEGABYTE, namesIn, type Subject } from './sql-words.js'

export interface Listing {
  /** How it reads after `the`; a subject follows where there is one. */
  readonly title: string
  readonly subject: Subject
  readonly ask: (subject: string) => CommandStep
  /** The key of the reply that holds the list. */
  readonly key: string
  readonly columns: Columns
}

type Ask = (subject: string) => CommandStep

const asks =
  (name: CommandName, parameter?: string): Ask =>
  (subject) =>
    command(name, (parameter === undefined ? {} : { [parameter]: subject }) as never)

export const LISTINGS: readonly Listing[] = [
  {
    title: 'databases of',
    subject: 'instance',
    ask: asks('sql.databases', 'instance'),
    key: 'databases',
    columns: {
      name: text('name'),
      state: text('state'),
      'recovery model': text('recovery'),
      autoclose: yesNo('autoClose'),
      'read-only': yesNo('readOnly'),
      'snapshot of': text('snapshotOf'),
      replica: text('replica'),
    },
  },
  {
    title: 'start parameters of',
    subject: 'instance',
    ask: asks('instance.query', 'instance'),
    key: 'parameters',
    columns: { parameter: text('parameter') },
  },
  {
    title: 'files of',
    subject: 'database',
    ask: asks('sql.files', 'database'),
    key: 'files',
    columns: {
      name: text('name'),
      kind: text('kind'),
      path: text('path'),
      'open path': text('openPath'),
      MB: count('sizeBytes', MEGABYTE),
      base: text('base'),
    },
  },
  {
    title: 'files of',
    subject: 'database in the shadow copy',
    ask: (subject) => {
      const [database = '', backup = ''] = subject.split(' in the shadow copy of ')
      return command('snapshot.files', { database, backup: backup.slice(1, -1) })
    },
    key: 'files',
    columns: {
      path: text('path'),
      MB: count('sizeBytes', MEGABYTE),
      readers: text('readers'),
      'cleanly shut': yesNo('cleanlyShut'),
    },
  },
  {
    title: 'rows of',
    subject: 'database',
    ask: asks('sql.read', 'database'),
    key: 'rows',
    columns: { rows: { key: 'rows', read: (cell) => cell }, text: text('text') },
  },
  {
    title: 'filled extents of',
    subject: 'database',
    ask: asks('sql.read', 'database'),
    key: 'filled',
    columns: { text: text('text'), extents: count('extents') },
  },
  {
    title: 'errors in',
    subject: 'database',
    ask: asks('sql.check', 'database'),
    key: 'errors',
    columns: { error: text('error') },
  },
  {
    title: 'backup history of',
    subject: 'database',
    ask: asks('sql.history', 'database'),
    key: 'backups',
    columns: {
      name: text('name'),
      type: text('type'),
      'copy-only': yesNo('copyOnly'),
      snapshot: yesNo('snapshot'),
      base: text('base'),
      bytes: count('bytes'),
    },
  },
  {
    title: 'backup positions of',
    subject: 'database',
    ask: asks('sql.positions', 'database'),
    key: 'positions',
    columns: { of: text('of'), value: text('value') },
  },
  {
    title: 'suspended databases',
    subject: 'none',
    ask: asks('sql.suspended'),
    key: 'databases',
    columns: { name: text('name'), frozen: yesNo('frozen'), 'map cleared': yesNo('mapCleared') },
  },
  {
    title: 'logins of',
    subject: 'instance',
    ask: asks('sql.logins', 'instance'),
    key: 'logins',
    columns: { name: text('name'), sysadmin: yesNo('sysadmin') },
  },
  {
    title: 'balances of',
    subject: 'databases',
    ask: (subject) => command('bank.balances', { databases: namesIn(subject) }),
    key: 'balances',
    columns: { database: text('database'), balance: count('balance') },
  },
  {
    title: 'distributed transactions in',
    subject: 'database',
    ask: asks('dtc.query', 'database'),
    key: 'transactions',
    columns: { name: text('name'), state: text('state') },
  },
  {
    title: 'files in',
    subject: 'path',
    ask: asks('volume.files', 'folder'),
    key: 'files',
    columns: {
      path: text('path'),
      MB: count('sizeBytes', MEGABYTE),
      bytes: count('sizeBytes'),
      'open by': text('openBy'),
    },
  },
  {
    title: 'writers',
    subject: 'none',
    ask: asks('writer.list'),
    key: 'writers',
    columns: { name: text('name'), state: text('state'), code: text('code') },
  },
  {
    title: 'shadow copies',
    subject: 'none',
    ask: asks('snapshot.list'),
    key: 'shadows',
    columns: {
      volume: text('volume'),
      backup: text('backup'),
      provider: text('provider'),
      attributes: list('attributes'),
      'attribute set': { key: 'attributes', read: (cell) => ({ $has: cell }) },
      'attribute not set': { key: 'attributes', read: (cell) => ({ $hasNot: cell }) },
    },
  },
  {
    title: 'events of the conversation',
    subject: 'none',
    ask: asks('conversation.events'),
    key: 'events',
    columns: { who: text('who'), what: text('what'), of: text('of') },
  },
  {
    title: 'identification in the metadata',
    subject: 'none',
    ask: asks('requestor.metadata'),
    key: 'identification',
    columns: { field: text('field'), value: text('value') },
  },
  {
    title: 'schema flags in the metadata',
    subject: 'none',
    ask: asks('requestor.metadata'),
    key: 'schema',
    columns: { flag: text('flag') },
  },
  {
    title: 'components in the metadata',
    subject: 'none',
    ask: asks('requestor.metadata'),
    key: 'components',
    columns: {
      'logical path': text('logicalPath'),
      name: text('name'),
      type: text('type'),
      flags: text('flags'),
      caption: text('caption'),
      'icon bytes': count('icon'),
      'restore metadata': yesNo('restoreMetadata'),
      'notify on backup complete': yesNo('notify'),
      selectable: yesNo('selectable'),
      'selectable for restore': yesNo('selectableForRestore'),
    },
  },
  {
    title: 'files in the metadata',
    subject: 'none',
    ask: asks('requestor.metadata'),
    key: 'files',
    columns: {
      component: text('component'),
      'logical path': text('logicalPath'),
      kind: text('kind'),
      path: text('path'),
      spec: text('spec'),
      recursive: yesNo('recursive'),
      'alternate path': text('alternatePath'),
      mask: text('mask'),
    },
  },
  {
    title: 'excluded files in the metadata',
    subject: 'none',
    ask: asks('requestor.metadata'),
    key: 'excluded',
    columns: { path: text('path'), spec: text('spec'), recursive: yesNo('recursive') },
  },
  {
    title: 'components in the document of',
    subject: 'backup',
    ask: asks('requestor.document', 'backup'),
    key: 'components',
    columns: {
      writer: text('writer'),
      'logical path': text('logicalPath'),
      name: text('name'),
      stamp: text('stamp'),
      'previous stamp': text('previousStamp'),
      'metadata bytes': count('metadataBytes'),
    },
  },
  {
    title: 'partial files in the document of',
    subject: 'backup',
    ask: asks('requestor.document', 'backup'),
    key: 'partialFiles',
    columns: {
      component: text('component'),
      path: text('path'),
      name: text('name'),
      'range bytes': count('rangeBytes'),
      'covers bytes': {
        key: 'ranges',
        read: (cell) => {
          const [offset = 0, length = 0] = cell.split(':').map(Number)
          return { $covers: [{ offset, length }] }
        },
      },
      'covers the extents': {
        key: 'ranges',
        read: (note) => ({ $covers: { $kept: `${note}.extents` } }),
      },
      'ends within MB': {
        key: 'ranges',
        read: (cell) => ({ $within: Number(cell) * MEGABYTE }),
      },
    },
  },
  {
    title: 'differenced files in the document of',
    subject: 'backup',
    ask: asks('requestor.document', 'backup'),
    key: 'differenced',
    columns: {
      component: text('component'),
      path: text('path'),
      spec: text('spec'),
      recursive: yesNo('recursive'),
      'changed after': count('lastModifyMs', 1_000),
    },
  },
  {
    title: 'files on the medium of',
    subject: 'backup',
    ask: asks('requestor.medium', 'backup'),
    key: 'files',
    columns: { path: text('path'), part: text('part'), bytes: count('bytes') },
  },
  {
    title: "entries of the application's catalogue",
    subject: 'none',
    ask: asks('requestor.catalogue'),
    key: 'backups',
    columns: {
      backup: text('backup'),
      database: text('database'),
      type: text('type'),
      base: text('base'),
      restorable: yesNo('restorable'),
      'remark says': says('remark'),
    },
  },
]
