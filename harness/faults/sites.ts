// What of a topology a fault may strike, and every fault there is to try on it. A kind comes with the
// parameters that make it bite; what it can do no harm to is left out.

import type { Fault } from '../model/fault.js'

/** What a conversation goes through, named as commands name it. */
export interface Sites {
  readonly instances: readonly string[]
  /** Volumes that hold files of databases. */
  readonly volumes: readonly string[]
  /** Where backups are kept. */
  readonly medium: string
  readonly files: readonly string[]
  readonly databases: readonly string[]
  /** Products that take a system state, instead of the backup application. */
  readonly systemState: boolean
}

export type FaultDraft = Omit<Fault, 'server'>

/**
 * What may be missing or wrong after a fault through nobody's failing.
 * `detectable`: bytes are damaged, and whoever reads them must notice.
 * `tail`: what was damaged cannot be told from what was never written: an earlier state is right too.
 * `silent`: a device that lied about a write can leave an old page that is sound in itself.
 */
export type Harm = 'none' | 'detectable' | 'tail' | 'silent'

export function harmOf({ kind, where }: Pick<FaultDraft, 'kind' | 'where'>): Harm {
  if (kind === 'write-lost' || kind === 'write-misdirected') return 'silent'
  const damages = kind === 'corrupt-file' || kind === 'write-torn' || kind === 'write-flipped'
  if (!damages) return 'none'
  return where.toLowerCase().endsWith('.ldf') ? 'tail' : 'detectable'
}

export function draftsFor(sites: Sites): FaultDraft[] {
  return [
    ...processes(sites),
    ...writers(sites),
    ...storage(sites),
    ...shadows(sites),
    ...surroundings(sites),
  ]
}

function processes({ instances, systemState }: Sites): FaultDraft[] {
  const services = ['VSS', 'SWPRV', 'EventSystem']
  if (instances.length > 0) services.push('SQLWriter')
  if (systemState) services.push('Microsoft Azure Recovery Services', 'Task Scheduler')
  return [
    ...[...services, ...instances.map(serviceOf)].map(
      (where): FaultDraft => ({ kind: 'service-stopped', where }),
    ),
    ...services
      .slice(0, 4)
      .map(
        (where): FaultDraft => ({ kind: 'service-misconfigured', where, startType: 'Disabled' }),
      ),
  ]
}

export function serviceOf(instance: string): string {
  return instance === 'MSSQLSERVER' ? instance : `MSSQL$${instance}`
}

const BACKUP_EVENTS = [
  'identify',
  'prepare-backup',
  'prepare-snapshot',
  'freeze',
  'thaw',
  'post-snapshot',
  'backup-complete',
  'pre-restore',
  'post-restore',
] as const

function writers({ instances }: Sites): FaultDraft[] {
  const writer = instances.length > 0 ? 'SqlServerWriter' : 'System Writer'
  return [
    ...BACKUP_EVENTS.map((event): FaultDraft => ({ kind: 'writer-failure', where: writer, event })),
    { kind: 'writer-slow', where: writer, seconds: 61 },
    { kind: 'writer-slow', where: writer, seconds: 700, event: 'prepare-backup' },
    { kind: 'writer-slow', where: writer, seconds: 700, event: 'post-snapshot' },
    { kind: 'writer-slow', where: writer, seconds: 20 },
    { kind: 'provider-slow', where: 'provider', seconds: 8 },
    { kind: 'provider-slow', where: 'provider', seconds: 70 },
    { kind: 'provider-failure', where: 'provider' },
  ]
}

function storage({ volumes, medium, files }: Sites): FaultDraft[] {
  const everywhere = [...volumes, medium]
  return [
    ...everywhere.flatMap((where): FaultDraft[] => [
      { kind: 'disk-full', where, bytes: 65_536 },
      { kind: 'io-error', where, access: 'read' },
      { kind: 'io-error', where, access: 'write' },
      { kind: 'volume-missing', where },
    ]),
    ...files.flatMap((where): FaultDraft[] => [
      { kind: 'file-io-error', where, access: 'read' },
      { kind: 'file-io-error', where, access: 'write' },
      { kind: 'corrupt-file', where },
      { kind: 'write-torn', where },
      { kind: 'write-lost', where },
      { kind: 'write-flipped', where },
      { kind: 'write-misdirected', where },
    ]),
    { kind: 'io-error', where: medium, access: 'write', nth: 4 },
    { kind: 'write-torn', where: medium, nth: 2 },
    { kind: 'write-flipped', where: medium, nth: 2 },
  ]
}

function shadows({ volumes }: Sites): FaultDraft[] {
  return volumes.flatMap((where): FaultDraft[] => [
    { kind: 'shadow-storage-full', where, bytes: 65_536 },
    { kind: 'permission-removed', where, right: 'none' },
  ])
}

function surroundings({ instances, databases, systemState }: Sites): FaultDraft[] {
  const writer = instances.length > 0 ? 'SqlServerWriter' : 'System Writer'
  return [
    { kind: 'cpu-starvation', where: 'miner.exe', percent: 99, seconds: 600 },
    { kind: 'memory-pressure', where: 'hog.exe', percent: 99, seconds: 600 },
    { kind: 'clock-skew', where: 'clock', zone: 'UTC-5' },
    { kind: 'concurrent-backup', where: 'product-b', holds: writer, seconds: 120 },
    { kind: 'process-interference', where: 'scanner.exe', software: 'security' },
    ...instances.flatMap((instance): FaultDraft[] => [
      { kind: 'right-removed', where: `SQLWriter on ${instance}` },
      { kind: 'right-removed', where: `sysadmin of ${instance}` },
      { kind: 'right-removed', where: `VDI of ${instance}` },
    ]),
    ...(instances.length > 0
      ? [{ kind: 'right-removed', where: 'SQLWriter in VSS' } satisfies FaultDraft]
      : []),
    ...databases.map((where): FaultDraft => ({ kind: 'commit-delayed', where })),
    ...(systemState
      ? ([
          { kind: 'network-partition', where: 'vault' },
          { kind: 'efi-locked', where: 'scanner.exe' },
          { kind: 'feature-missing', where: 'Windows-Server-Backup' },
        ] satisfies FaultDraft[])
      : []),
  ]
}
