// The commands about money that moves, workloads, and files, volumes and registry values that a person
// works on.

import { z } from 'zod'
import type { CommandSpec } from './command-spec.js'
import { database, empty, name, path, server, size, text, volume } from './words.js'
import { operationSchema, WORKLOADS, type WorkloadName } from './workload.js'

export const WORK_COMMANDS = {
  'bank.open': {
    needs: 'sql',
    doc: 'Opens an account with a balance in a database.',
    params: z.strictObject({ server, database, balance: z.number().int() }),
    reply: empty,
  },
  'bank.transfer': {
    needs: 'dtc',
    doc: 'Moves money from one database to another in one distributed transaction.',
    params: z.strictObject({
      server,
      transaction: name,
      from: database,
      to: database,
      amount: z.number().int().positive(),
    }),
    reply: empty,
  },
  'bank.balances': {
    needs: 'sql',
    doc: 'The balances of databases and their sum.',
    params: z.strictObject({ server, databases: z.array(database).min(1).max(100) }),
    reply: z.object({
      balances: z.array(z.object({ database: z.string(), balance: z.number() })),
      sum: z.number(),
    }),
  },
  'workload.run': {
    needs: 'sql',
    doc: 'Clients carry out the operations of a workload, each its own one after the other; accounts of a bank are opened first. The operations are drawn from the other parameters by the harness.',
    params: z.strictObject({
      server,
      workload: z.enum(Object.keys(WORKLOADS) as [WorkloadName, ...WorkloadName[]]),
      databases: z.array(database).max(100).default([]),
      folder: path.optional(),
      transactions: z.int().min(1).max(1_000_000),
      clients: z.int().min(1).max(64).default(4),
      seed: z.int().min(0).max(4_294_967_295).default(1),
      operations: z.array(operationSchema).optional(),
    }),
    reply: z.object({
      outcomes: z.array(
        z.object({
          sentMs: z.number(),
          endedMs: z.number(),
          outcome: z.enum(['acknowledged', 'refused', 'uncertain', 'not sent']),
        }),
      ),
    }),
  },
  'dtc.query': {
    needs: 'dtc',
    doc: 'Distributed transactions that a database knows of, and how far each is there.',
    params: z.strictObject({ server, database }),
    reply: z.object({
      transactions: z.array(z.object({ name: z.string(), state: z.string() })),
    }),
  },
  'dtc.configure': {
    needs: 'dtc',
    doc: 'Turns one of the capabilities on or off that keep distributed transactions whole in snapshots.',
    params: z.strictObject({
      server,
      capability: z.enum(['msdtc-vss', 'intra-instance-outcome']),
      on: z.boolean(),
    }),
    reply: empty,
  },
  'volume.files': {
    needs: 'file-access',
    doc: 'Files of a folder and of the folders in it, each with its length, a digest of its content, and who has it open. Digests are alike for like bytes and for no others.',
    params: z.strictObject({ server, folder: path }),
    reply: z.object({
      files: z.array(
        z.object({
          path: z.string(),
          sizeBytes: size,
          digest: z.string(),
          openBy: z.string(),
        }),
      ),
    }),
  },
  'volume.act': {
    needs: 'file-access',
    doc: 'A person works on a file: writes a text to it, over and over up to so many bytes, overwrites some of its bytes, moves it, deletes it.',
    params: z.strictObject({
      server,
      file: path,
      act: z.enum(['write', 'overwrite', 'move', 'delete', 'touch', 'read-only']),
      text: text.optional(),
      bytes: size.optional(),
      offset: size.optional(),
      to: path.optional(),
    }),
    reply: empty,
  },
  'volume.bytes': {
    needs: 'file-access',
    doc: 'Whether bytes of a file are all zero, and a digest of them.',
    params: z.strictObject({ server, file: path, offset: size, length: size }),
    reply: z.object({ zero: z.boolean(), digest: z.string(), first: z.number() }),
  },
  'volume.mount': {
    needs: 'file-access',
    doc: 'Takes a volume away from the server, or brings it back as it was.',
    params: z.strictObject({ server, volume, mounted: z.boolean() }),
    reply: empty,
  },
  'registry.set': {
    needs: 'host',
    doc: 'Sets a value in the registry of a server, or removes it.',
    params: z.strictObject({ server, key: name, value: name, data: z.number().int().nullable() }),
    reply: empty,
  },
} as const satisfies Record<string, CommandSpec>
