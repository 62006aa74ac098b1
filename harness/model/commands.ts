// Every command there is: its parameters, its reply, what a target must offer for it, and what it
// means. Steps, scenario files, the driver protocol and the trace all speak these and nothing else.
// This is one long table: a reason to pass the usual length.

import { z } from 'zod'
import type { CommandSpec } from './command-spec.js'
import { faultSchema } from './fault.js'
import { REQUESTOR_COMMANDS } from './requestor-commands.js'
import { SQL_COMMANDS } from './sql-commands.js'
import { VSS_COMMANDS } from './vss-commands.js'
import { empty, name, server, size, text, volume } from './words.js'
import { WORK_COMMANDS } from './work-commands.js'

const product = z.enum(['agent', 'windows-server-backup', 'product-b', 'product-c'])
const software = z.enum(['agent', 'dotnet', 'azure-powershell', 'update'])
const service = z.union([
  z.enum([
    'RPC',
    'EventSystem',
    'SENS',
    'VSS',
    'SWPRV',
    'Microsoft Azure Recovery Services',
    'Task Scheduler',
    'SQLWriter',
    'MSDTC',
    'MSSQLSERVER',
  ]),
  z.string().regex(/^MSSQL\$[A-Za-z][A-Za-z0-9_$]{0,15}$/),
])

const job = z.object({
  product,
  id: z.number().int(),
  state: z.enum(['Running', 'Completed', 'Failed']),
  /** Empty when the job did not fail. */
  message: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
})

const finding = z.object({
  sequence: z.number().int(),
  group: z.enum(['basic', 'prerequisite', 'error']),
  check: z.string(),
  outcome: z.enum(['pass', 'fail', 'not-applicable', 'flagged']),
  detail: z.string(),
})

export const COMMANDS = {
  ...SQL_COMMANDS,
  ...WORK_COMMANDS,
  ...REQUESTOR_COMMANDS,
  ...VSS_COMMANDS,
  'clock.advance': {
    needs: 'time',
    doc: 'Lets time pass; whatever is due in it happens.',
    params: z.strictObject({ seconds: z.number().nonnegative().max(1e9) }),
    reply: z.object({ nowMs: z.number() }),
  },
  'software.install': {
    needs: 'host',
    doc: 'Installs a version of a piece of software, in place of the one that was there.',
    params: z.strictObject({ server, software, version: name }),
    reply: empty,
  },
  'software.remove': {
    needs: 'host',
    doc: 'Uninstalls a piece of software.',
    params: z.strictObject({ server, software }),
    reply: empty,
  },
  'software.publish': {
    needs: 'host',
    doc: 'The vendor publishes a version: the newest there is from now on.',
    params: z.strictObject({ software, version: name }),
    reply: empty,
  },
  'service.control': {
    needs: 'host',
    doc: 'The operator starts, stops or restarts a service.',
    params: z.strictObject({
      server,
      service,
      action: z.enum(['start', 'stop', 'restart', 'kill', 'set Automatic', 'set Manual']),
    }),
    reply: z.object({ state: z.string() }),
  },
  'service.query': {
    needs: 'host',
    doc: 'State, startup type and logon account of a service; state Absent where there is none.',
    params: z.strictObject({ server, service }),
    reply: z.object({ state: z.string(), startType: z.string(), account: z.string() }),
  },
  'server.restart': {
    needs: 'host',
    doc: 'Restarts the server: processes end, automatic services start.',
    params: z.strictObject({ server }),
    reply: empty,
  },
  'server.query': {
    needs: 'host',
    doc: 'Roles and features that are installed.',
    params: z.strictObject({ server }),
    reply: z.object({ roles: z.array(z.string()), features: z.array(z.string()) }),
  },
  'shell.run': {
    needs: 'shell',
    doc: 'Runs one command line and waits for it to return.',
    params: z.strictObject({
      server,
      shell: z.enum(['PowerShell', 'command prompt']),
      elevated: z.boolean(),
      line: text,
    }),
    reply: z.object({
      exitCode: z.number().int(),
      /** What a person would read, errors included. */
      text: z.string(),
      /** The objects behind the text, one per row. */
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
    }),
  },
  'shell.watch': {
    needs: 'shell',
    doc: 'Runs one command line several times, so many seconds apart, and gathers two columns of the first row of each answer: JobState (empty without a row) and Progress (0 without a row).',
    params: z.strictObject({
      server,
      shell: z.enum(['PowerShell', 'command prompt']),
      elevated: z.boolean(),
      line: text,
      times: z.number().int().min(2).max(100),
      everySeconds: z.number().positive(),
    }),
    reply: z.object({ states: z.array(z.string()), progress: z.array(z.number()) }),
  },
  'wizard.walk': {
    needs: 'host',
    doc: 'Works in the Add Roles and Features wizard, action by action, until one is refused.',
    params: z.strictObject({
      server,
      actions: z
        .array(
          z.strictObject({
            action: z.enum([
              'open',
              'next',
              'select-server',
              'select-feature',
              'install',
              'cancel',
              'go-to',
            ]),
            value: z.string().max(100).optional(),
          }),
        )
        .min(1)
        .max(50),
    }),
    reply: z.object({
      title: z.string(),
      pages: z.array(z.string()),
      text: z.string(),
      refused: z.string(),
    }),
  },
  'process.end': {
    needs: 'host',
    doc: 'Ends a process.',
    params: z.strictObject({ server, process: name }),
    reply: empty,
  },
  'process.allow': {
    needs: 'host',
    doc: 'Puts a backup product on the allow list of a security product.',
    params: z.strictObject({ server, process: name, product }),
    reply: empty,
  },
  'process.query': {
    needs: 'host',
    doc: 'Whether a process runs.',
    params: z.strictObject({ server, process: name }),
    reply: z.object({ running: z.boolean() }),
  },
  'volume.free': {
    needs: 'volume',
    doc: 'Frees space on a volume by deleting what filled it.',
    params: z.strictObject({ server, volume, bytes: size }),
    reply: z.object({ freeBytes: size }),
  },
  'volume.query': {
    needs: 'volume',
    doc: 'Size and free space of a volume.',
    params: z.strictObject({ server, volume }),
    reply: z.object({ sizeBytes: size, freeBytes: size }),
  },
  'volume.overwrite': {
    needs: 'volume',
    doc: 'Overwrites so many bytes of old data on a volume, over so many seconds.',
    params: z.strictObject({ server, volume, bytes: size, seconds: z.number().positive() }),
    reply: z.object({ writtenBytes: size }),
  },
  'file.write': {
    needs: 'volume',
    doc: 'Writes a file that belongs to the system state (volume left out) or to a data volume.',
    params: z.strictObject({ server, volume: volume.optional(), file: name, content: text }),
    reply: empty,
  },
  'file.mark': {
    needs: 'volume',
    doc: 'Gives a file an attribute; the file is made if it is not there.',
    params: z.strictObject({
      server,
      volume,
      file: name,
      attribute: z.enum([
        'reparse-point',
        'sparse',
        'encrypted',
        'offline',
        'hidden',
        'compressed',
      ]),
    }),
    reply: empty,
  },
  'backup.select': {
    needs: 'system-state',
    doc: 'Adds a volume to what the agent backs up beside the system state.',
    params: z.strictObject({ server, volume }),
    reply: empty,
  },
  'backup.exclude': {
    needs: 'system-state',
    doc: 'Takes a volume, or one file on it, out of what the agent backs up.',
    params: z.strictObject({ server, volume, file: name.optional() }),
    reply: empty,
  },
  'backup.schedule': {
    needs: 'system-state',
    doc: 'Sets the daily time of the scheduled system state backup of the agent.',
    params: z.strictObject({ server, time: z.string().regex(/^\d\d:\d\d$/) }),
    reply: empty,
  },
  'backup.run': {
    needs: 'system-state',
    doc: 'Runs a system state backup of a product by hand, to its end.',
    params: z.strictObject({ server, product }),
    reply: job,
  },
  'backup.jobs': {
    needs: 'system-state',
    doc: 'All jobs of a product, oldest first, and how each was started.',
    params: z.strictObject({ server, product }),
    reply: z.object({ jobs: z.array(job.extend({ startedBy: z.enum(['schedule', 'operator']) })) }),
  },
  'image.list': {
    needs: 'system-state',
    doc: 'The complete backup images on a volume, by reading the volume.',
    params: z.strictObject({ server, volume }),
    reply: z.object({ images: z.array(z.object({ name: z.string(), lengthBytes: size })) }),
  },
  'image.read': {
    needs: 'system-state',
    doc: 'One file out of the newest image on a volume.',
    params: z.strictObject({ server, volume, file: name }),
    reply: z.object({ content: z.string() }),
  },
  'vault.register': {
    needs: 'system-state',
    doc: 'Registers a server to the vault with a passphrase.',
    params: z.strictObject({ server, passphrase: name }),
    reply: empty,
  },
  'vault.delete': {
    needs: 'system-state',
    doc: 'Deletes the server from the portal; its recovery points stay in the vault.',
    params: z.strictObject({ server }),
    reply: empty,
  },
  'vault.points': {
    needs: 'system-state',
    doc: 'The recovery points of a server, oldest first, with the files each holds.',
    params: z.strictObject({ server }),
    reply: z.object({
      points: z.array(
        z.object({ id: z.number().int(), takenAtMs: z.number(), files: z.array(z.string()) }),
      ),
    }),
  },
  'vault.read': {
    needs: 'system-state',
    doc: 'One file out of a recovery point, the oldest being number 1, decrypted with a passphrase.',
    params: z.strictObject({
      server,
      point: z.number().int().positive(),
      file: name,
      passphrase: name,
    }),
    reply: z.object({ content: z.string() }),
  },
  'offline.start': {
    needs: 'system-state',
    doc: 'Starts an offline backup: seeding data is written for a copy computer to ship.',
    params: z.strictObject({ server, copyComputer: name }),
    reply: empty,
  },
  'offline.query': {
    needs: 'system-state',
    doc: 'How much seeding data has been written.',
    params: z.strictObject({ server }),
    reply: z.object({ seededBytes: size }),
  },
  'recovery.plan': {
    needs: 'system-state',
    doc: 'Plans a system state recovery to a machine of some hardware.',
    params: z.strictObject({ server, hardware: name }),
    reply: z.object({ warnings: z.array(z.string()) }),
  },
  'recovery.run': {
    needs: 'system-state',
    doc: 'Recovers the newest recovery point to an empty machine of some hardware and starts it.',
    params: z.strictObject({ server, hardware: name, passphrase: name }),
    reply: z.object({ started: z.boolean(), screen: z.string() }),
  },
  'diagnosis.run': {
    needs: 'system-state',
    doc: 'Walks the basic checks, the prerequisites and then the remedies for the last failure.',
    params: z.strictObject({
      server,
      /** What the operator is about to do, for the checks that depend on it. */
      intent: z.enum(['backup', 're-registration', 'offline-backup']).default('backup'),
      passphrase: name.optional(),
      copyComputer: name.optional(),
    }),
    reply: z.object({ findings: z.array(finding) }),
  },
  'validation.run': {
    needs: 'system-state',
    doc: 'Validates Windows Server Backup: Get-WBJob, a test backup, polls, the final state. A line of the reply is the command line run, a colon and what it came to: `Get-WBJob: Running`.',
    params: z.strictObject({ server, target: volume, elevated: z.boolean().default(true) }),
    reply: z.object({ lines: z.array(z.string()), passed: z.boolean(), verdict: z.string() }),
  },
  'shadow.take': {
    needs: 'vss',
    doc: 'Takes persistent shadow copies of a volume, one after the other; before each, its number is written to a file on the volume.',
    params: z.strictObject({ server, volume, count: z.number().int().min(1).max(64) }),
    reply: empty,
  },
  'shadow.list': {
    needs: 'vss',
    doc: 'The persistent shadow copies of a volume that are listed; readable are those that give back the number that was written before they were taken.',
    params: z.strictObject({ server, volume }),
    reply: z.object({ listed: size, readable: size, unreadable: size }),
  },
  'shadow.storage': {
    needs: 'vss',
    doc: 'Shadow storage of a volume: used now, used at most so far, allocated, its maximum.',
    params: z.strictObject({ server, volume }),
    reply: z.object({
      usedBytes: size,
      peakBytes: size,
      allocatedBytes: size,
      maximumBytes: size.nullable(),
    }),
  },
  'events.query': {
    needs: 'event-log',
    doc: 'Entries of an event log from one source, oldest first.',
    params: z.strictObject({
      server,
      log: z.enum(['Application', 'System']),
      source: name,
      /** Only entries with a time inside the last job of this product, its ends included. */
      during: product.optional(),
    }),
    reply: z.object({
      entries: z.array(
        z.object({
          atMs: z.number(),
          source: z.string(),
          id: z.number().int(),
          level: z.string(),
          text: z.string(),
        }),
      ),
    }),
  },
  'fault.inject': {
    needs: 'host',
    doc: 'Places a fault. Its receipt tells at the end whether anything ran into it.',
    params: faultSchema,
    reply: empty,
  },
  'fault.lift': {
    needs: 'host',
    doc: 'Lifts the faults of a kind, those that wait at a point included.',
    params: z.strictObject({ server, kind: faultSchema.shape.kind }),
    reply: empty,
  },
} as const satisfies Record<string, CommandSpec>

export type CommandName = keyof typeof COMMANDS

/** Parameters as steps and scenario files write them. */
export type Params<Name extends CommandName> = z.input<(typeof COMMANDS)[Name]['params']>

/** Parameters as a target receives them, defaults filled in. */
export type FullParams<Name extends CommandName> = z.output<(typeof COMMANDS)[Name]['params']>

export type ReplyValue<Name extends CommandName> = z.output<(typeof COMMANDS)[Name]['reply']>

export function isCommand(text: string): text is CommandName {
  return Object.hasOwn(COMMANDS, text)
}
