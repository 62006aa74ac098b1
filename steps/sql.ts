// Databases: made, filled, changed, backed up natively, and read.

import {
  command,
  type Params,
  type Pattern,
  phrase,
  type Step,
  type Table,
  tablePhrase,
} from '../harness/index.js'
import { choice, chosen } from './parameter-types.js'
import type { Rows } from './sql-words.js'
import { rowsIn } from './sql-words.js'
import { records } from './tables.js'

const SERVER_VOLUMES = ['D', 'E', 'F', 'G'].map((letter) => ({
  letter,
  gigabytes: 200,
  kind: 'fixed' as const,
}))

/** Volumes for data, logs and restores, and INST1 on them. */
const SQL_SERVER = {
  volumes: SERVER_VOLUMES,
  sql: { instances: ['INST1'], edition: 'Developer' as const, writer: 'automatic' as const },
}

phrase(
  'a SQL Server {word}',
  'A healthy server with SQL Server: the instance INST1, the SQL Writer, volumes D:, E:, F: and G: of 200 GB.',
  (name: string) => ({ server: { ...SQL_SERVER, name } }),
)

interface SqlTrait {
  readonly platform?: 'linux'
  readonly sql: object
}

choice<SqlTrait>('sqlTrait', 'What is special about a SQL Server', {
  'the default instance': { sql: { instances: ['MSSQLSERVER'] } },
  'the instances INST1 and INST2': { sql: { instances: ['INST1', 'INST2'] } },
  'the default instance and INST1': { sql: { instances: ['MSSQLSERVER', 'INST1'] } },
  'the Express instance SQLEXPRESS': { sql: { instances: ['SQLEXPRESS'], edition: 'Express' } },
  'the Standard instance INST1': { sql: { instances: ['INST1'], edition: 'Standard' } },
  'the Enterprise instance INST1': { sql: { instances: ['INST1'], edition: 'Enterprise' } },
  'no instance yet': { sql: { instances: [] } },
  'a writer that is not enabled': { sql: { instances: ['INST1'], writer: 'not enabled' } },
  'Linux in place of Windows': { platform: 'linux', sql: { instances: ['MSSQLSERVER'] } },
})

phrase(
  'a SQL Server {word} with {sqlTrait}',
  'As above, but for one thing.',
  (name: string, trait: SqlTrait) => ({
    server: { ...SQL_SERVER, ...trait, sql: { ...SQL_SERVER.sql, ...trait.sql }, name },
  }),
)

type DatabaseSpec = Params<'sql.create'>['databases'][number]

const CREATED_COLUMNS = {
  database: 'database',
  data: 'data',
  log: 'log',
  recovery: 'recovery',
  catalogs: 'catalogs',
  autoclose: 'autoClose',
  MB: 'megabytes',
  'log MB': 'logMegabytes',
  filegroups: 'filegroups',
  rows: 'rows',
}

tablePhrase(
  'the databases',
  'Created as told. Columns: database; data and log: the volume of each file (D: F: makes D:\\data\\sales.mdf and F:\\data\\sales2.ndf, E: makes E:\\log\\sales.ldf); recovery (SIMPLE, FULL); catalogs: name and volume of each (foo F: makes F:\\ft\\foo); autoclose (yes, no); MB and log MB: of each data file and of each log file, 2 where it is not told; filegroups: of each data file; rows: what it holds from the start (1-100 base).',
  (rows: Table) =>
    command('sql.create', {
      databases: records(rows, (cell) => chosen('column of databases', CREATED_COLUMNS, cell)).map(
        databaseSpec,
      ),
    }),
)

function databaseSpec(row: Record<string, string>): DatabaseSpec {
  const database = row['database'] ?? ''
  const stem = (database.split('\\').at(-1) ?? '').toLowerCase()
  const volumes = (cell: string | undefined, without: string) => (cell ?? without).split(' ')
  const megabytes = row['megabytes'] === undefined ? {} : { megabytes: Number(row['megabytes']) }
  const logMegabytes =
    row['logMegabytes'] === undefined ? {} : { megabytes: Number(row['logMegabytes']) }
  const filegroups = row['filegroups']?.split(' ') ?? []
  return {
    database,
    data: volumes(row['data'], 'D:').map((volume, at) => ({
      name: at === 0 ? stem : `${stem}${at + 1}`,
      path: `${volume}\\data\\${stem}${at === 0 ? '.mdf' : `${at + 1}.ndf`}`,
      ...megabytes,
      ...(filegroups[at] === undefined ? {} : { filegroup: filegroups[at] }),
    })) as DatabaseSpec['data'],
    log: volumes(row['log'], 'E:').map((volume, at) => ({
      name: `${stem}_log${at === 0 ? '' : at + 1}`,
      path: `${volume}\\log\\${stem}${at === 0 ? '' : at + 1}.ldf`,
      ...logMegabytes,
    })) as DatabaseSpec['log'],
    ...(row['recovery'] === undefined
      ? {}
      : {
          recovery: chosen('recovery model', { SIMPLE: 'SIMPLE', FULL: 'FULL' }, row['recovery']),
        }),
    catalogs: catalogsIn(row['catalogs'] ?? ''),
    autoClose: row['autoClose'] === 'yes',
    ...firstRows(row['rows'] ?? ''),
  }
}

/** `1-100 base` */
function firstRows(cell: string): Pick<DatabaseSpec, 'rows'> {
  if (cell === '') return {}
  const [numbers = '', ...words] = cell.split(' ')
  return { rows: { ...rowsIn(numbers), text: words.join(' ') } }
}

/** `foo F: bar G:` */
function catalogsIn(cell: string): { name: string; path: string }[] {
  const words = cell.split(' ').filter((word) => word !== '')
  return words.flatMap((name, at) =>
    at % 2 === 0 ? [{ name, path: `${words[at + 1] ?? ''}\\ft\\${name}` }] : [],
  )
}

phrase(
  'row(s) {rows} of {database} is/are set to {string}',
  'In one transaction, which commits; rows that are not there are inserted. The reply is the write.',
  (rows: Rows, database: string, text: string) =>
    command('sql.write', { database, ...rows, text }, { as: 'write' }),
)

phrase(
  'row(s) {rows} of {database} is/are deleted',
  'In one transaction, which commits; the reply is the write.',
  (rows: Rows, database: string) => command('sql.delete', { database, ...rows }, { as: 'write' }),
)

phrase(
  'transaction {word} sets row(s) {rows} of {database} to {string} and stays open',
  'What it has written is not committed.',
  (transaction: string, rows: Rows, database: string, text: string) =>
    command('sql.begin', { database, transaction, ...rows, text }),
)

choice('transactionEnd', 'How a transaction ends', {
  commits: 'commit',
  'is rolled back': 'roll back',
})

phrase(
  'transaction {word} {transactionEnd}',
  'Ends a transaction that was left open.',
  (transaction: string, how: Params<'sql.end'>['how']) =>
    command('sql.end', { transaction, how }, { as: 'write' }),
)

/** Thousands are there for their number, not for their bytes. */
function rowsOf(count: number): { rowBytes?: number } {
  return count > 1_000 ? { rowBytes: 100 } : {}
}

choice('spread', 'How extents lie', { 'extents side by side': 1, 'extents, every second one,': 2 })

phrase(
  '{int} {spread} of file {word} of {database} are filled with {string} and noted as {string}',
  'Rows that fill a page each, or have 100 bytes where there are more than 1,000; the note keeps at which bytes of the file they are.',
  (count: number, every: number, file: string, database: string, text: string, as: string) =>
    command('sql.extents', { database, file, count, every, text, ...rowsOf(count) }, { as }),
)

tablePhrase(
  '{database} holds exactly',
  'Its rows, all of them, asked now. Columns: rows, text; neighbours that read the same are one row of the table.',
  (database: string, [, ...rows]: Table) =>
    command(
      'sql.read',
      { database },
      {
        expect: {
          rows: rows.map(([numbers = '', text = '']) => ({ rows: oneRange(numbers), text })),
        },
      },
    ),
)

function oneRange(cell: string): string {
  const { from, to } = rowsIn(cell)
  return from === to ? `${from}` : `${from}-${to}`
}

choice('databaseState', 'What sys.databases shows', {
  'is ONLINE': { $has: { state: 'ONLINE' } },
  'is RESTORING': { $has: { state: 'RESTORING' } },
  'is OFFLINE': { $has: { state: 'OFFLINE' } },
  'is SUSPECT': { $has: { state: 'SUSPECT' } },
  'is RECOVERY_PENDING': { $has: { state: 'RECOVERY_PENDING' } },
  'is not there': { $hasNot: {} },
})

phrase(
  '{database} {databaseState}',
  'Its state in sys.databases of its instance.',
  (database: string, expect: { $has?: object; $hasNot?: object }) => {
    const [name = '', instance] = database.split('\\').reverse()
    const row = { ...(expect.$has ?? expect.$hasNot), name }
    return command(
      'sql.databases',
      { instance },
      { expect: { databases: expect.$has === undefined ? { $hasNot: row } : { $has: row } } },
    )
  },
)

phrase(
  '{database} has a secondary replica on {instance}',
  'An availability group: the instance gets a secondary of that name with its files in G:\\secondary, which is seeded and then kept in step by the log.',
  (database: string, instance: string) => command('sql.replicate', { database, instance }),
)

type Change = Params<'sql.alter'>['changes'][number]
type MakeChange = (value: string, to: string) => Change

const CHANGES: Readonly<Record<string, MakeChange>> = {
  'add file': (path) => ({ change: 'add file', file: { name: stemOf(path), path } }),
  'drop file': (name) => ({ change: 'drop file', name }),
  'grow file to MB': (name, to) => ({ change: 'grow', name, megabytes: Number(to) }),
  'shrink file to MB': (name, to) => ({ change: 'shrink', name, megabytes: Number(to) }),
  'rename file logically': (name, to) => ({ change: 'rename logically', name, to }),
  'rename file physically': (name, to) => ({ change: 'rename physically', name, to }),
  'set recovery model': (to) => ({ change: 'recovery model', to: chosen('model', MODELS, to) }),
  'set autoclose': (on) => ({ change: 'autoclose', on: on === 'yes' }),
  'attach from': (primary) => ({ change: 'attach', primary }),
  'create snapshot': (as, to) => ({ change: 'snapshot', as, data: to.split(' ') as [string] }),
  'add catalog': (name, path) => ({ change: 'add catalog', name, path }),
  'take offline': () => ({ change: 'take offline' }),
  'bring online': () => ({ change: 'bring online' }),
  detach: () => ({ change: 'detach' }),
  drop: () => ({ change: 'drop' }),
  checkpoint: () => ({ change: 'checkpoint' }),
  recover: () => ({ change: 'recover' }),
  close: () => ({ change: 'close' }),
  'crawl the catalogs': () => ({ change: 'crawl' }),
}

const MODELS = { SIMPLE: 'SIMPLE', FULL: 'FULL' } as const

function stemOf(path: string): string {
  return (path.split('\\').at(-1) ?? '').replace(/\.[a-z]+$/, '')
}

tablePhrase(
  '{database} is altered',
  `One change per row, until one is refused: what, and what of it and to what where the change has that. The reply is the change. Changes: ${Object.keys(CHANGES).join(', ')}.`,
  (database: string, rows: Table) =>
    command(
      'sql.alter',
      {
        database,
        changes: rows.map(([change = '', value = '', to = '']) =>
          chosen('change', CHANGES, change)(value, to),
        ),
      },
      { as: 'change' },
    ),
)

choice('nativeKind', 'A kind of native backup', {
  'native full': 'full',
  'native differential': 'differential',
  'native log': 'log',
  'native copy-only': 'copy-only full',
  'native secondary-files': 'secondary files',
  'native copy-only log': 'copy-only log',
  'native tail-log': 'tail-log',
})

phrase(
  'a {nativeKind} backup {string} of {database} is taken',
  'By SQL Server itself, to a file on volume X:; the reply is the native backup.',
  (kind: Params<'sql.backup'>['kind'], backup: string, database: string) =>
    command('sql.backup', { database, backup, kind }, { as: 'native backup' }),
)

choice('recovering', 'What RESTORE does at its end', {
  'with recovery': { recovery: true },
  'without recovery': { recovery: false },
  'with recovery over what is there': { recovery: true, replace: true },
  'without recovery over what is there': { recovery: false, replace: true },
  'with recovery to G:\\restored': { recovery: true, folder: 'G:\\restored' },
})

phrase(
  'the native backup {string} is restored as {database} {recovering}',
  'By SQL Server itself; the reply is the native restore.',
  (backup: string, database: string, how: { readonly recovery: boolean }) =>
    command('sql.restore', { database, backup, ...how }, { as: 'native restore' }),
)

phrase(
  'the word {word} is found in rows {string} of {database}',
  'Exactly these rows, as the full-text catalogs answer; an empty text for none.',
  (word: string, rows: string, database: string) =>
    command(
      'sql.search',
      { database, word },
      { expect: { rows: rows === '' ? [] : rows.split(', ').map(Number) } },
    ),
)

choice('loginAct', 'What is done with a login', {
  'is created': 'create',
  'is dropped': 'drop',
  'is added to sysadmin': 'add to sysadmin',
  'is removed from sysadmin': 'remove from sysadmin',
})

phrase(
  'the login {string} {loginAct} on {instance}',
  'A row of master.',
  (login: string, action: Params<'sql.login'>['action'], instance: string) =>
    command('sql.login', { instance, login, action }),
)

choice('workload', 'What clients do', {
  ledger: 'ledger',
  bank: 'bank',
  'full-text churn': 'full-text churn',
})

phrase(
  'a {workload} workload {string} of {int} transactions starts on {databases}',
  'Four clients, beside the steps that follow; ledger: numbered entries in which a gap shows, bank: transfers between accounts, within and across the databases.',
  (
    workload: Params<'workload.run'>['workload'],
    session: string,
    transactions: number,
    databases: string[],
  ) => command('workload.run', { workload, transactions, databases }, { session }),
)

phrase(
  'the workload {string} comes to its end',
  'Every client has sent all it had to send, or has been cut off.',
  (load: string): Step => ({ await: load }),
)

phrase(
  '{database} holds what {string} had committed at the instant of the backup',
  'Everything acknowledged by then, nothing sent later, and what was under way as a whole or not at all.',
  (database: string, load: string) =>
    command('sql.read', { database }, { expect: { rows: committed(database, load, true) } }),
)

phrase(
  '{database} holds what {string} has committed',
  'Everything acknowledged, and what got no answer as a whole or not at all.',
  (database: string, load: string) =>
    command('sql.read', { database }, { expect: { rows: committed(database, load, false) } }),
)

function committed(database: string, load: string, atInstant: boolean): Pattern {
  return {
    $committed: {
      database,
      asked: { $asked: load },
      replied: { $kept: load },
      ...(atInstant ? { at: { $kept: 'backup.instantMs' } } : {}),
    },
  }
}
