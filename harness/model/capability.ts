/** What a target may offer. A scenario names what it needs as `@needs:<capability>`. */
export const CAPABILITIES = {
  'virtual-clock': 'Time moves only when the target is told so; a wait costs nothing.',
  host: 'Services, software, rights, processes and restarts of a Windows server.',
  'event-log': 'The Application and System logs can be read.',
  shell: 'PowerShell and command prompt lines can be run, elevated or not.',
  volume: 'Volumes can be filled, freed and looked at.',
  time: 'Time can be let pass: on a clock of its own, or by waiting.',
  vss: 'Volume shadow copies with writers: the Windows Volume Shadow Copy Service.',
  sql: 'Databases of SQL Server can be made, filled, backed up, restored and read.',
  suspend: 'Databases can be suspended for a snapshot backup by T-SQL (SQL Server 2022 and newer).',
  'instance-control': 'Instances can be started, stopped, killed and started with -f.',
  'file-access': 'Files can be copied, moved, damaged and read behind the back of SQL Server.',
  'small-volume': 'There are volumes so small that they can be filled.',
  network: 'The network between a client and the server can be cut and slowed down.',
  container: 'The server runs in a container that can be paused, killed and squeezed.',
  dtc: 'Distributed transactions over databases and instances.',
  'sql-writer': 'The SQL Writer service, and backup applications that work through it.',
  'system-state': 'Windows Server Backup, the backup agent on top of it, and its vault.',
} as const

export type Capability = keyof typeof CAPABILITIES

/** What is there of SQL Server without Windows around it, at most. */
export const SQL_SERVER_CAPABILITIES: readonly Capability[] = [
  'sql',
  'time',
  'suspend',
  'instance-control',
  'file-access',
  'small-volume',
  'network',
  'container',
]

/** What only a server behind a socket has. */
const OUTSIDE: readonly Capability[] = ['network', 'container']

/** What the embedded engine offers. */
export const ENGINE_CAPABILITIES = (Object.keys(CAPABILITIES) as Capability[]).filter(
  (capability) => !OUTSIDE.includes(capability),
)

export function isCapability(text: string): text is Capability {
  return Object.hasOwn(CAPABILITIES, text)
}
