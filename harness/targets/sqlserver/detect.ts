// What a server says of itself, and what it can therefore be asked for.

import type { Capability } from '../../model/capability.js'
import { type Client, rowsOf } from './client.js'

export interface Detected {
  /** `16.0.4155.4` */
  readonly version: string
  readonly edition: string
  /** `SQL Server 2022`, or what else it calls itself. */
  readonly product: string
  /** Where new databases go, without a separator at the end. */
  readonly dataFolder: string
  readonly recoveryOfModel: string
}

const FACTS = `SELECT
  CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version,
  CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
  CAST(SERVERPROPERTY('InstanceDefaultDataPath') AS nvarchar(512)) AS data_folder,
  @@VERSION AS banner,
  (SELECT recovery_model_desc FROM sys.databases WHERE name = N'model') AS model_recovery`

export async function detect(client: Client): Promise<Detected> {
  const [row] = rowsOf(await client.run(FACTS))
  const banner = String(row?.['banner'] ?? '')
  return {
    version: String(row?.['version'] ?? ''),
    edition: String(row?.['edition'] ?? ''),
    product: banner.split(/[\n(-]/)[0]?.trim() || 'SQL Server',
    dataFolder: String(row?.['data_folder'] ?? '').replace(/[\\/]+$/, ''),
    recoveryOfModel: String(row?.['model_recovery'] ?? 'FULL'),
  }
}

/** What is at hand beside the server itself. */
export interface AtHand {
  readonly files: boolean
  readonly control: boolean
  readonly smallVolumes: boolean
  readonly container: boolean
}

const SUSPEND_SINCE = 16

/** SQL Server 2022 is the first to suspend databases. */
export function capabilitiesOf(version: string, at: AtHand): Capability[] {
  const major = Number(version.split('.')[0])
  const all: [Capability, boolean][] = [
    ['sql', true],
    ['time', true],
    ['network', true],
    ['suspend', major >= SUSPEND_SINCE],
    ['file-access', at.files],
    ['instance-control', at.control],
    ['small-volume', at.smallVolumes],
    ['container', at.container],
  ]
  return all.flatMap(([capability, there]) => (there ? [capability] : []))
}

const LINUX = 'there is no VSS framework on Linux, and so no SQL Writer (SQLW-SUP-37)'

/** Why a capability is missing, where there is more to say than that it is. */
export function reasonsFor(version: string, at: AtHand): Partial<Record<Capability, string>> {
  const old = Number(version.split('.')[0]) < SUSPEND_SINCE
  return {
    'sql-writer': LINUX,
    vss: LINUX,
    'system-state': 'Windows Server Backup is a part of Windows',
    host: 'SQL Server is reached by T-SQL, and the machine around it is not',
    ...(old ? { suspend: `SUSPEND_FOR_SNAPSHOT_BACKUP came with SQL Server 2022` } : {}),
    ...(at.files ? {} : { 'file-access': 'give --server-files HERE=THERE' }),
    ...(at.control ? {} : { 'instance-control': 'give --server-control CMD' }),
    ...(at.smallVolumes
      ? {}
      : { 'small-volume': 'give a second --server-files HERE=THERE on a file system up to 2 GiB' }),
    ...(at.container ? {} : { container: 'run it with --image NAME' }),
  }
}
