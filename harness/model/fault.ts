import { z } from 'zod'
import type { Capability } from './capability.js'

/** Every kind of fault, what it does, and what it may strike. Closed: a kind is added here first. */
export const FAULT_KINDS = {
  'service-stopped': 'The service is not running, until somebody starts it.',
  'service-misconfigured': 'The service has another startup type than it should.',
  'feature-missing': 'The Windows feature is not installed.',
  'feature-disabled': 'The Windows feature is installed and switched off.',
  'permission-removed': 'An account has less than full control over a folder.',
  'network-partition': 'The link between the server and the vault carries nothing.',
  'disk-full': 'A volume has only so much space left.',
  'process-interference': 'A process holds files open that the backup needs.',
  'clock-skew': 'The clock is set to another time zone than the place has.',
  'io-error': 'Reads or writes of a volume are answered with an input/output error.',
  'volume-missing': 'A volume is gone.',
  'writer-slow': 'A writer needs so long between freeze and thaw.',
  'writer-failure': 'A writer answers an event with an error.',
  'provider-slow': 'The provider takes so long to commit a shadow copy.',
  'provider-failure': 'The provider fails to commit.',
  'file-io-error': 'Reads or writes of one file are answered with an input/output error.',
  'corrupt-file': 'A page of a file is damaged.',
  'right-removed': 'An account lacks a right that it needs.',
  'commit-delayed': 'Commit messages of distributed transactions to a database are held back.',
  'cpu-starvation': 'A process takes most of the processor.',
  'memory-pressure': 'A process takes most of the memory.',
  'concurrent-backup': 'Another backup product has its own backup open.',
  'shadow-storage-full': 'Shadow storage has only so much room to grow.',
  'write-torn': 'One write of a volume or a file gets there by halves and is acknowledged.',
  'write-lost': 'One write is acknowledged and never gets there.',
  'write-flipped': 'One write gets there with one bit the other way.',
  'write-misdirected': 'One write goes to the page beside its own.',
  'efi-locked': 'A process holds the EFI system partition.',
  'server-stopped': 'The container of the server is stopped, until it is lifted.',
  'server-killed': 'The container of the server is killed, and stays so until it is lifted.',
  'server-restarted': 'The container of the server is restarted.',
  'server-paused': 'Every process of the server stands still.',
  'cpu-limited': 'The server gets only so many percent of one processor.',
  'memory-limited': 'The server gets only so many bytes of memory.',
  'network-cut': 'Connections to the server break, and new ones are refused.',
  'network-delayed': 'What the server answers arrives so many seconds later.',
} as const

export type FaultKind = keyof typeof FAULT_KINDS

/** What must be there for a kind to strike; a Windows server where nothing is said. */
export const FAULT_NEEDS: Readonly<Partial<Record<FaultKind, Capability>>> = {
  'disk-full': 'small-volume',
  'corrupt-file': 'file-access',
  'server-stopped': 'container',
  'server-killed': 'container',
  'server-restarted': 'container',
  'server-paused': 'container',
  'cpu-limited': 'container',
  'memory-limited': 'container',
  'network-cut': 'network',
  'network-delayed': 'network',
}

const kinds = Object.keys(FAULT_KINDS) as [FaultKind, ...FaultKind[]]

export const faultSchema = z.strictObject({
  server: z.string().optional(),
  kind: z.enum(kinds),
  /** What is struck: a service, a volume, a writer, a process. */
  where: z.string().max(200),
  startType: z.enum(['Automatic', 'Manual', 'Disabled']).optional(),
  right: z.enum(['none', 'read', 'modify']).optional(),
  access: z.enum(['read', 'write', 'any']).optional(),
  bytes: z.number().nonnegative().optional(),
  percent: z.number().min(0).max(100).optional(),
  seconds: z.number().nonnegative().optional(),
  /** For writers: the event in which it happens; between freeze and thaw when left out. */
  event: z
    .enum([
      'identify',
      'prepare-backup',
      'prepare-snapshot',
      'freeze',
      'thaw',
      'post-snapshot',
      'backup-complete',
      'pre-restore',
      'post-restore',
    ])
    .optional(),
  /** For accesses and writes: the first one that is struck, counted from now; 1 when left out. */
  nth: z.number().int().min(1).optional(),
  zone: z.string().optional(),
  /** For processes: what sort of software it is. */
  software: z.enum(['security', 'backup', 'other']).optional(),
  /** For another product: the writer or partition it holds. */
  holds: z.string().optional(),
})

export type Fault = z.output<typeof faultSchema>

/** What is known of one injected fault once the scenario is over. */
export interface Receipt {
  readonly kind: string
  readonly where: string
  /** The point or instant at which it was placed. */
  readonly at: string
  readonly applied: boolean
  /** What the faulted operation met, in the target's words; null when nothing ran into the fault. */
  readonly effect: string | null
  readonly removed: boolean
  /** After removal the target looked again and found no trace of the fault. */
  readonly clean: boolean
}
