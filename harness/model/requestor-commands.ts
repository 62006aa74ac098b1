// The commands about a backup application that works through the Volume Shadow Copy Service, and
// about what it, the writers and the shadow copies then show.

import { z } from 'zod'
import type { CommandSpec } from './command-spec.js'
import { database, name, path, server, size, volume } from './words.js'

/** Duties of a backup application, each of which can be left undone. */
export const BACKUP_DUTIES = {
  'send backup complete': 'It releases its interface right after the copy.',
  'report a failed copy': 'It tells the writers that a copy succeeded which did not.',
  'ask for the writer status': 'It copies without asking how the writers are.',
  'heed the writer status': 'It asks, sees a failed writer and goes on.',
  'read from the shadow copy': 'It reads the live files.',
  'copy only the ranges': 'It copies whole files where the documents name ranges.',
  'save the components document': 'The document is not on the medium.',
  'save the component metadata': 'The blocks of the writer are not on the medium.',
  'hand over the base stamp': 'It never calls SetPreviousBackupStamp.',
  'track deleted files': 'It notes only the catalog files that are there.',
  'recheck the file lists': 'It does not gather again right before the snapshot.',
  'verify the base': 'It does not compare the base of a differential with its own full backup.',
  'copy newer catalog files': 'It copies no catalog file in a differential.',
  'release the interface': 'It keeps its session, and with it the shadow copies.',
} as const

export const RESTORE_DUTIES = {
  'call PreRestore': 'It copies without telling the writers.',
  'call PostRestore': 'It ends after the copy.',
  'copy the log files': 'It leaves them out.',
  'copy to the new target': 'It copies to the old place although it named a new one.',
  'write at the stored offsets': 'It writes the ranges one after the other from the start.',
  'delete surplus catalog files': 'It leaves catalog files that were gone at the backup.',
  'create missing catalog files': 'It only overwrites those that are there.',
  'cut longer catalog files': 'It leaves the tail of longer ones.',
} as const

const duties = <Duty extends string>(of: Record<Duty, string>) =>
  z.array(z.enum(Object.keys(of) as [Duty, ...Duty[]])).default([])

const finding = z.object({ about: z.string(), text: z.string() })

/** How a job of the backup application came out. */
const outcome = z.object({
  state: z.enum(['completed', 'failed']),
  /** The phase in which it failed, empty when it did not. */
  phase: z.string(),
  /** The symbol of the code that stopped it, empty when nothing did. */
  code: z.string(),
  message: z.string(),
  /** Of the SQL Writer when the job ended. */
  writerState: z.string(),
  writerCode: z.string(),
  copiedBytes: size,
  /** Selected, and not backed up or restored. */
  leftOut: z.array(z.string()),
  findings: z.array(finding),
})

/**
 * Moments of a backup or a restore, in order, and the fault point of each. Frozen is as soon as the
 * databases of the set are; where there are none, when every writer has returned from Freeze.
 */
export const MOMENTS = {
  'after gathering': 'after-gathering',
  'before PrepareForBackup': 'before-prepare-for-backup',
  'before DoSnapshotSet': 'before-do-snapshot-set',
  'at PrepareForSnapshot': 'at-prepare-for-snapshot',
  'before Freeze': 'before-freeze',
  'when frozen': 'when-frozen',
  'at the instant': 'snapshot-created',
  'after Thaw': 'after-thaw',
  'in PostSnapshot': 'in-post-snapshot',
  'before copying': 'before-copying',
  'while copying': 'while-copying',
  'after copying': 'after-copying',
  'after BackupComplete': 'after-backup-complete',
  'before PreRestore': 'before-pre-restore',
  'after PreRestore': 'after-pre-restore',
  'while restoring': 'while-restoring',
  'before PostRestore': 'before-post-restore',
} as const

export type Moment = keyof typeof MOMENTS

const moment = z.enum(Object.keys(MOMENTS) as [Moment, ...Moment[]])

export const REQUESTOR_COMMANDS = {
  'requestor.backup': {
    needs: 'sql-writer',
    doc: 'A backup application takes a backup or a snapshot from first to last, and does its duties but for those it neglects.',
    params: z.strictObject({
      server,
      backup: name,
      purpose: z.enum(['backup', 'app-rollback', 'plain shadow copy']).default('backup'),
      mode: z.enum(['component', 'noncomponent']).default('component'),
      type: z.enum(['full', 'differential', 'copy', 'log', 'incremental']).default('full'),
      components: z.array(database).max(10_000).default([]),
      /** In place of the volumes that the metadata name; in noncomponent mode what is backed up. */
      volumes: z.array(volume).max(24).optional(),
      folders: z.array(path).max(24).default([]),
      /** The backup whose base a differential rests on, for an application that goes by names. */
      base: name.optional(),
      /** Leaves the data in the shadow copy. */
      keepInShadow: z.boolean().default(false),
      neglects: duties(BACKUP_DUTIES),
      crashes: moment.optional(),
    }),
    reply: outcome.extend({
      volumes: z.array(volume),
      /** When the shadow copies were committed; before every event when there are none. */
      instantMs: z.number(),
    }),
  },
  'requestor.restore': {
    needs: 'sql-writer',
    doc: 'A backup application restores components of a backup through the writer, or puts the files back where there is none.',
    params: z.strictObject({
      server,
      backup: name,
      /** All of the backup when left out. */
      components: z.array(database).optional(),
      /** Components for which more restores will follow; `all` of them. */
      additionalRestores: z.union([z.literal('all'), z.array(database)]).default([]),
      newTargets: z
        .array(
          z.strictObject({
            database,
            from: path,
            to: path,
            /** A new file name. */ as: name.optional(),
          }),
        )
        .default([]),
      /** Every file of the component goes there. */
      folder: path.optional(),
      newName: z.string().max(128).optional(),
      /** The restore options as they are handed over, in place of those the new name makes. */
      options: z.string().max(1_000).optional(),
      /** Another instance than that of the backup. */
      instance: z.string().max(16).optional(),
      document: z.enum(['whole', 'without type', 'damaged metadata', 'missing']).default('whole'),
      neglects: duties(RESTORE_DUTIES),
      crashes: moment.optional(),
    }),
    reply: outcome,
  },
  'requestor.put-back': {
    needs: 'sql-writer',
    doc: 'Copies the files of a backup back to where they were, with no writer and no document taking part.',
    params: z.strictObject({
      server,
      backup: name,
      /** Databases whose files are copied; every file of the medium when left out. */
      components: z.array(database).optional(),
      folder: path.optional(),
    }),
    reply: z.object({ copiedBytes: size }),
  },
  'requestor.calls': {
    needs: 'vss',
    doc: 'Calls of a requestor one by one, to the end of the list; the reply has the code of each.',
    params: z.strictObject({
      server,
      session: name.default('requestor'),
      calls: z
        .array(
          z.strictObject({
            call: z.enum([
              'InitializeForBackup',
              'InitializeForRestore',
              'SetBackupState',
              'SetContext',
              'GatherWriterMetadata',
              'GatherWriterStatus',
              'AddComponent',
              'AddToSnapshotSet',
              'StartSnapshotSet',
              'PrepareForBackup',
              'DoSnapshotSet',
              'SetBackupSucceeded',
              'BackupComplete',
              'PreRestore',
              'PostRestore',
              'SetAdditionalRestores',
              'AddNewTarget',
              'SetRestoreOptions',
              'SetSelectedForRestore',
              'SetPreviousBackupStamp',
              'GetPartialFile',
              'DeleteSnapshots',
              'AbortBackup',
              'Release',
            ]),
            with: z.string().max(300).default(''),
          }),
        )
        .min(1)
        .max(60),
    }),
    reply: z.object({ results: z.array(z.object({ call: z.string(), code: z.string() })) }),
  },
  'requestor.check-plan': {
    needs: 'sql-writer',
    doc: 'What the backup application finds about a plan before it is carried out.',
    params: z.strictObject({
      server,
      mode: z.enum(['component', 'noncomponent']).default('component'),
      components: z.array(database).default([]),
      volumes: z.array(volume).optional(),
      /** Databases to be rolled forward after a recovery of master. */
      rollForward: z.array(database).default([]),
    }),
    reply: z.object({ accepted: z.boolean(), findings: z.array(finding) }),
  },
  'requestor.catalogue': {
    needs: 'sql-writer',
    doc: 'What the backup application has on record of its backups: each database with what it can do with it.',
    params: z.strictObject({ server }),
    reply: z.object({
      backups: z.array(
        z.object({
          backup: z.string(),
          database: z.string(),
          type: z.string(),
          /** The full backup it chains a differential to. */
          base: z.string(),
          restorable: z.boolean(),
          remark: z.string(),
        }),
      ),
    }),
  },
  'requestor.release': {
    needs: 'vss',
    doc: 'Releases the interface of the session that took a backup, or deletes its shadow copies.',
    params: z.strictObject({ server, backup: name, how: z.enum(['release', 'delete']) }),
    reply: z.object({ deleted: size }),
  },
} as const satisfies Record<string, CommandSpec>
