// The commands about what a backup application, the writers and the shadow copies show.

import { z } from 'zod'
import type { CommandSpec } from './command-spec.js'
import { database, empty, name, path, server, size, volume } from './words.js'

export const VSS_COMMANDS = {
  'requestor.metadata': {
    needs: 'vss',
    doc: 'The writer metadata document of a writer, gathered now, as the requestor got it.',
    params: z.strictObject({ server, writer: name.default('SqlServerWriter') }),
    reply: z.object({
      identification: z.array(z.object({ field: z.string(), value: z.string() })),
      schema: z.array(z.object({ flag: z.string() })),
      components: z.array(
        z.object({
          logicalPath: z.string(),
          name: z.string(),
          type: z.string(),
          flags: z.string(),
          caption: z.string(),
          icon: size,
          restoreMetadata: z.boolean(),
          notify: z.boolean(),
          selectable: z.boolean(),
          selectableForRestore: z.boolean(),
        }),
      ),
      files: z.array(
        z.object({
          component: z.string(),
          logicalPath: z.string(),
          kind: z.string(),
          path: z.string(),
          spec: z.string(),
          recursive: z.boolean(),
          alternatePath: z.string(),
          mask: z.string(),
        }),
      ),
      excluded: z.array(z.object({ path: z.string(), spec: z.string(), recursive: z.boolean() })),
      xml: z.string(),
    }),
  },
  'requestor.document': {
    needs: 'vss',
    doc: 'The backup components document that a backup left on its medium.',
    params: z.strictObject({ server, backup: name }),
    reply: z.object({
      type: z.string(),
      components: z.array(
        z.object({
          writer: z.string(),
          logicalPath: z.string(),
          name: z.string(),
          stamp: z.string(),
          previousStamp: z.string(),
          metadataBytes: size,
          metadataSha256: z.string(),
        }),
      ),
      partialFiles: z.array(
        z.object({
          component: z.string(),
          path: z.string(),
          name: z.string(),
          ranges: z.array(z.object({ offset: size, length: size })),
          rangeBytes: size,
        }),
      ),
      differenced: z.array(
        z.object({
          component: z.string(),
          path: z.string(),
          spec: z.string(),
          recursive: z.boolean(),
          lastModifyMs: z.number(),
        }),
      ),
      xml: z.string(),
    }),
  },
  'requestor.medium': {
    needs: 'vss',
    doc: 'What of each file lies on the medium of a backup: its bytes there, a digest of them, and whether it is the whole file. Documents and metadata blocks are listed too.',
    params: z.strictObject({ server, backup: name }),
    reply: z.object({
      files: z.array(
        z.object({
          path: z.string(),
          bytes: size,
          digest: z.string(),
          part: z.enum(['whole', 'ranges', 'document', 'metadata', 'deleted']),
        }),
      ),
    }),
  },
  'requestor.damage': {
    needs: 'vss',
    doc: 'Damages or removes something on the medium of a backup.',
    params: z.strictObject({
      server,
      backup: name,
      what: z.enum(['the components document', 'the component metadata', 'the log files']),
      how: z.enum(['delete', 'damage', 'truncate', 'deny']),
    }),
    reply: empty,
  },
  'conversation.events': {
    needs: 'vss',
    doc: 'What the parties of backup conversations did, in order: requestor, coordinator, writers, provider, instances. An event is a claim of who made it.',
    params: z.strictObject({ server }),
    reply: z.object({
      events: z.array(
        z.object({ atMs: z.number(), who: z.string(), what: z.string(), of: z.string() }),
      ),
    }),
  },
  'writer.list': {
    needs: 'vss',
    doc: 'The writers that answer when they are asked, with state and last code.',
    params: z.strictObject({ server }),
    reply: z.object({
      writers: z.array(z.object({ name: z.string(), state: z.string(), code: z.string() })),
    }),
  },
  'writer.register': {
    needs: 'vss',
    doc: 'A writer for tests registers with the service: one component, two files.',
    params: z.strictObject({
      server,
      writer: name,
      shape: z.enum(['plain', 'with a subcomponent', 'with excluded files', 'without Freeze']),
      volume,
      rollbackRecovery: z.boolean().default(false),
    }),
    reply: empty,
  },
  'provider.register': {
    needs: 'vss',
    doc: 'A third-party provider without a driver of its own registers with the service.',
    params: z.strictObject({ server, provider: name }),
    reply: empty,
  },
  'snapshot.list': {
    needs: 'vss',
    doc: 'Every shadow copy there is, by volume.',
    params: z.strictObject({ server }),
    reply: z.object({
      shadows: z.array(
        z.object({
          volume: z.string(),
          backup: z.string(),
          set: z.string(),
          provider: z.string(),
          attributes: z.array(z.string()),
        }),
      ),
    }),
  },
  'snapshot.attach': {
    needs: 'sql-writer',
    doc: 'Attaches a database from the shadow copy of a backup: read-only where it lies, or after a copy to a folder of volume X:.',
    params: z.strictObject({
      server,
      backup: name,
      of: database,
      as: database,
      copied: z.boolean().default(false),
      account: z.enum(['SQL Server', 'administrator', 'plain user']).default('SQL Server'),
    }),
    reply: empty,
  },
  'snapshot.files': {
    needs: 'sql-writer',
    doc: 'Files of a database in the shadow copy of a backup: length, digest, and who may read them.',
    params: z.strictObject({ server, backup: name, database }),
    reply: z.object({
      files: z.array(
        z.object({
          path: z.string(),
          sizeBytes: size,
          digest: z.string(),
          readers: z.string(),
          cleanlyShut: z.boolean(),
        }),
      ),
    }),
  },
  'snapshot.write': {
    needs: 'vss',
    doc: 'Tries to write one byte into a file of the shadow copy of a backup.',
    params: z.strictObject({ server, backup: name, file: path }),
    reply: empty,
  },
  'snapshot.pages': {
    needs: 'sql-writer',
    doc: 'Whether a text stands anywhere in the pages, or in the log, of a database in the shadow copy of a backup.',
    params: z.strictObject({
      server,
      backup: name,
      database,
      text: z.string().min(1).max(100),
      where: z.enum(['data', 'log']),
    }),
    reply: z.object({ found: z.boolean() }),
  },
} as const satisfies Record<string, CommandSpec>
