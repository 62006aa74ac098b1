// The commands about SQL Server: databases that are made, filled, changed, backed up and read.

import { z } from 'zod'
import type { CommandSpec } from './command-spec.js'
import { database, empty, instance, name, path, server, size, text } from './words.js'

const key = z.number().int().min(1).max(1_000_000)

/** Rows of the table `rows` that stand side by side and read the same. */
/** `1-100`, or `5`. */
const rowRange = z.object({ rows: z.string(), text: z.string() })

/** How long a statement waited and ran. */
const timed = z.object({ tookMs: z.number() })

const fileSpec = z.strictObject({
  name: z.string().min(1).max(128),
  path,
  megabytes: z.number().positive().max(16_777_216).optional(),
  /** Data files only. */
  filegroup: z.string().min(1).max(128).optional(),
})

const databaseSpec = z.strictObject({
  database,
  recovery: z.enum(['SIMPLE', 'FULL']).default('FULL'),
  data: z.array(fileSpec).min(1).max(100),
  log: z.array(fileSpec).min(1).max(16),
  /** Full-text catalogs, by name, and the folder of each. */
  catalogs: z.array(z.strictObject({ name, path })).max(16).default([]),
  autoClose: z.boolean().default(false),
  /** What its table holds from the start. */
  rows: z.strictObject({ from: key, to: key, text: text.max(7_000) }).optional(),
})

export const NATIVE_KINDS = [
  'full',
  'differential',
  'log',
  'copy-only full',
  'secondary files',
  'copy-only log',
  'tail-log',
] as const

export const SQL_COMMANDS = {
  'instance.install': {
    needs: 'sql-writer',
    doc: 'SQL Server setup installs an instance with default options and starts it.',
    params: z.strictObject({
      server,
      instance,
      edition: z.enum(['Express', 'Standard', 'Enterprise', 'Developer']).default('Developer'),
    }),
    reply: empty,
  },
  'instance.control': {
    needs: 'instance-control',
    doc: 'Starts, stops, crashes or restarts an instance; `minimal` is the start parameter -f.',
    params: z.strictObject({
      server,
      instance,
      action: z.enum(['start', 'stop', 'crash', 'restart']),
      mode: z.enum(['normal', 'minimal', 'single-user']).default('normal'),
    }),
    reply: empty,
  },
  'instance.query': {
    needs: 'instance-control',
    doc: 'State and mode of an instance, the parameters its process was started with, and when.',
    params: z.strictObject({ server, instance }),
    reply: z.object({
      state: z.string(),
      mode: z.string(),
      parameters: z.array(z.object({ parameter: z.string() })),
      startedAtMs: z.number(),
    }),
  },
  'sql.create': {
    needs: 'sql',
    doc: 'Creates databases, files of 2 MB where none is told, each with a table of numbered rows in its primary filegroup.',
    params: z.strictObject({ server, databases: z.array(databaseSpec).min(1).max(10_000) }),
    reply: empty,
  },
  'sql.alter': {
    needs: 'sql',
    doc: 'Changes a database or its files, one change after the other, until one is refused.',
    params: z.strictObject({
      server,
      database,
      changes: z
        .array(
          z.discriminatedUnion('change', [
            z.strictObject({ change: z.literal('add file'), file: fileSpec }),
            z.strictObject({ change: z.literal('drop file'), name }),
            z.strictObject({ change: z.literal('grow'), name, megabytes: z.number().positive() }),
            z.strictObject({ change: z.literal('shrink'), name, megabytes: z.number().positive() }),
            z.strictObject({ change: z.literal('rename logically'), name, to: name }),
            z.strictObject({ change: z.literal('rename physically'), name, to: path }),
            z.strictObject({
              change: z.literal('recovery model'),
              to: z.enum(['SIMPLE', 'FULL']),
            }),
            z.strictObject({ change: z.literal('autoclose'), on: z.boolean() }),
            z.strictObject({
              change: z.enum([
                'take offline',
                'bring online',
                'detach',
                'drop',
                'checkpoint',
                'recover',
                'close',
                'crawl',
              ]),
            }),
            z.strictObject({ change: z.literal('attach'), primary: path }),
            z.strictObject({ change: z.literal('snapshot'), as: name, data: z.array(path).min(1) }),
            z.strictObject({ change: z.literal('add catalog'), name, path }),
          ]),
        )
        .min(1)
        .max(50),
    }),
    reply: empty,
  },
  'sql.write': {
    needs: 'sql',
    doc: 'Sets rows to a text and commits; rows that are not there are inserted.',
    params: z.strictObject({ server, database, from: key, to: key, text: text.max(7_000) }),
    reply: timed,
  },
  'sql.delete': {
    needs: 'sql',
    doc: 'Deletes rows and commits.',
    params: z.strictObject({ server, database, from: key, to: key }),
    reply: timed,
  },
  'sql.begin': {
    needs: 'sql',
    doc: 'Sets rows to a text in a transaction that stays open under a name.',
    params: z.strictObject({
      server,
      database,
      transaction: name,
      from: key,
      to: key,
      text: text.max(7_000),
    }),
    reply: empty,
  },
  'sql.end': {
    needs: 'sql',
    doc: 'Commits an open transaction or rolls it back.',
    params: z.strictObject({ server, transaction: name, how: z.enum(['commit', 'roll back']) }),
    reply: timed,
  },
  'sql.extents': {
    needs: 'sql',
    doc: 'Changes so many extents of a data file, each so far from the one before, by rows that have a page each; the reply says at which bytes.',
    params: z.strictObject({
      server,
      database,
      file: name,
      count: z.number().int().min(1).max(10_000),
      /** 1: side by side; 2: every second one. */
      every: z.number().int().min(1).max(64).default(1),
      /** The text over and over; 8,000 fill the page of the row. */
      rowBytes: z.number().int().min(100).max(8_000).default(8_000),
      text: z.string().min(1).max(100),
    }),
    reply: z.object({ extents: z.array(z.object({ offset: size, length: size })) }),
  },
  'sql.read': {
    needs: 'sql',
    doc: 'All rows of a database in the order of their numbers; neighbours that read the same are one entry.',
    params: z.strictObject({ server, database }),
    reply: z.object({
      rows: z.array(rowRange),
      /** Those that `sql.extents` has filled, and how many of them hold which text. */
      extents: size,
      filled: z.array(z.object({ text: z.string(), extents: size })),
    }),
  },
  'sql.databases': {
    needs: 'sql',
    doc: 'What sys.databases shows of an instance.',
    params: z.strictObject({ server, instance: instance.optional() }),
    reply: z.object({
      databases: z.array(
        z.object({
          name: z.string(),
          state: z.string(),
          recovery: z.string(),
          autoClose: z.boolean(),
          readOnly: z.boolean(),
          /** Empty for what is no database snapshot. */
          snapshotOf: z.string(),
          /** Its part in an availability group. */
          replica: z.enum(['none', 'primary', 'secondary']),
        }),
      ),
    }),
  },
  'sql.replicate': {
    needs: 'sql-writer',
    doc: 'Puts a database into an availability group with a secondary of it on another instance, whose files lie in a folder of their own.',
    params: z.strictObject({
      server,
      database,
      instance,
      folder: path.default('G:\\secondary'),
    }),
    reply: empty,
  },
  'sql.files': {
    needs: 'sql',
    doc: 'What sys.database_files and the open handles show of a database. The base is the name of the backup that the next differential rests on, empty without one; the path is that of the catalogue, the open path that of the handle.',
    params: z.strictObject({ server, database }),
    reply: z.object({
      files: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['ROWS', 'LOG', 'FULLTEXT']),
          path: z.string(),
          openPath: z.string(),
          sizeBytes: size,
          base: z.string(),
        }),
      ),
    }),
  },
  'sql.check': {
    needs: 'sql',
    doc: 'DBCC CHECKDB: what is wrong with a database, nothing where all is well.',
    params: z.strictObject({ server, database }),
    reply: z.object({ errors: z.array(z.string()) }),
  },
  'sql.search': {
    needs: 'sql',
    doc: 'The numbers of the rows that hold a word, as the full-text catalogs of the database answer.',
    params: z.strictObject({ server, database, word: name }),
    reply: z.object({ rows: z.array(key) }),
  },
  'sql.backup': {
    needs: 'sql',
    doc: 'A native backup to a file of its own on volume X:.',
    params: z.strictObject({ server, database, backup: name, kind: z.enum(NATIVE_KINDS) }),
    reply: z.object({ bytes: size }),
  },
  'sql.restore': {
    needs: 'sql',
    doc: 'Restores a native backup to a database of this name.',
    params: z.strictObject({
      server,
      database,
      backup: name,
      recovery: z.boolean(),
      replace: z.boolean().default(false),
      /** The folder every file goes to, in place of its own. */
      folder: path.optional(),
    }),
    reply: empty,
  },
  'sql.history': {
    needs: 'sql',
    doc: 'The rows of msdb about backups of a database, oldest first, each with what it takes on its medium. The base is the name of the backup a differential rests on.',
    params: z.strictObject({ server, database }),
    reply: z.object({
      backups: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          copyOnly: z.boolean(),
          snapshot: z.boolean(),
          base: z.string(),
          bytes: size,
        }),
      ),
    }),
  },
  'sql.positions': {
    needs: 'sql',
    doc: 'What later backups of a database depend on: base and log positions, as one text each.',
    params: z.strictObject({ server, database }),
    reply: z.object({ positions: z.array(z.object({ of: z.string(), value: z.string() })) }),
  },
  'sql.suspend': {
    needs: 'suspend',
    doc: 'SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON: writes of the databases wait from now on.',
    params: z.strictObject({
      server,
      databases: z.array(database).min(1).max(100),
      copyOnly: z.boolean().default(false),
    }),
    reply: empty,
  },
  'sql.resume': {
    needs: 'suspend',
    doc: 'SET SUSPEND_FOR_SNAPSHOT_BACKUP = OFF, with no backup recorded.',
    params: z.strictObject({ server, databases: z.array(database).min(1).max(100) }),
    reply: empty,
  },
  'sql.suspended': {
    needs: 'suspend',
    doc: 'What sys.dm_server_suspend_status lists.',
    params: z.strictObject({ server, instance: instance.optional() }),
    reply: z.object({
      databases: z.array(
        z.object({ name: z.string(), frozen: z.boolean(), mapCleared: z.boolean() }),
      ),
    }),
  },
  'sql.snapshot': {
    needs: 'suspend',
    also: ['file-access'],
    doc: 'A snapshot backup without VSS: suspend, copy the files, BACKUP with METADATA_ONLY (which resumes), or resume without it.',
    params: z.strictObject({
      server,
      databases: z.array(database).min(1).max(64),
      backup: name,
      copyOnly: z.boolean().default(false),
      metadata: z.boolean().default(true),
    }),
    reply: empty,
  },
  'sql.snapshot-restore': {
    needs: 'suspend',
    also: ['file-access'],
    doc: 'Puts the copied files of a snapshot backup in place and restores with its metadata, or attaches them where there is none.',
    params: z.strictObject({
      server,
      backup: name,
      /** A database of the backup. */
      of: database,
      /** The name it gets. */
      database,
      recovery: z.boolean(),
      attach: z.boolean().default(false),
      folder: path.optional(),
    }),
    reply: empty,
  },
  'sql.login': {
    needs: 'sql',
    doc: 'Creates or drops a login, or puts it into sysadmin or takes it out.',
    params: z.strictObject({
      server,
      instance: instance.optional(),
      login: name,
      action: z.enum(['create', 'drop', 'add to sysadmin', 'remove from sysadmin']),
    }),
    reply: empty,
  },
  'sql.logins': {
    needs: 'sql',
    doc: 'The logins that master of an instance knows.',
    params: z.strictObject({ server, instance: instance.optional() }),
    reply: z.object({ logins: z.array(z.object({ name: z.string(), sysadmin: z.boolean() })) }),
  },
  'sql.connect': {
    needs: 'sql-writer',
    doc: 'An application connects to an Express instance with user instances on; its own instance starts with a database of its own.',
    params: z.strictObject({ server, instance, database, primary: path }),
    reply: empty,
  },
  'sql.disconnect': {
    needs: 'sql-writer',
    doc: 'The application leaves, and its user instance ends.',
    params: z.strictObject({ server, instance }),
    reply: empty,
  },
} as const satisfies Record<string, CommandSpec>
