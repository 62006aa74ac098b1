/** What a target may offer. A scenario names what it needs as `@needs:<capability>`. */
export const CAPABILITIES = {
  'virtual-clock': 'Time moves only when the target is told so; a wait costs nothing.',
  host: 'Services, software, rights, processes and restarts of a Windows server.',
  'event-log': 'The Application and System logs can be read.',
  shell: 'PowerShell and command prompt lines can be run, elevated or not.',
  volume: 'Volumes and files can be filled, freed, written and read.',
  vss: 'Volume shadow copies with writers: the Windows Volume Shadow Copy Service.',
  sql: 'Databases of SQL Server can be made, filled, backed up, restored and read.',
  dtc: 'Distributed transactions over databases and instances.',
  'sql-writer': 'The SQL Writer service, and backup applications that work through it.',
  'system-state': 'Windows Server Backup, the backup agent on top of it, and its vault.',
} as const

export type Capability = keyof typeof CAPABILITIES

export function isCapability(text: string): text is Capability {
  return Object.hasOwn(CAPABILITIES, text)
}
