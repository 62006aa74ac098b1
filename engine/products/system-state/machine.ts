// A protected server: the host, its volumes and shadow copy service, and what the two backup products
// keep on it. Plain data; the functions beside it are the products.

import type { Ticks } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import type { Sim } from '../../sim/index.js'
import type { Volume } from '../../volume/index.js'
import type { Vss } from '../../vss/index.js'
import type { Job } from './job.js'
import type { Vault } from './vault.js'

export type ProductName = 'agent' | 'windows-server-backup' | 'product-b' | 'product-c'

export interface Machine {
  readonly sim: Sim
  readonly host: Host
  readonly vss: Vss
  /** By letter: `C:`. */
  readonly volumes: Map<string, Volume>
  /** The EFI system partition: no letter, not NTFS. */
  readonly efi: Volume
  readonly vault: Vault
  readonly market: Market
  readonly agent: Agent
  /** Every job on this server, oldest first; numbered from 1 per product. */
  readonly jobs: Job[]
  /** Offline backups: what has been written for shipping. */
  seededBytes: number
}

export interface Agent {
  /** `S:`: the volume that holds the scratch folder. */
  readonly scratchVolume: string
  /** Whose name and passphrase this installation is registered with. */
  registration: { readonly server: string; readonly passphrase: string } | undefined
  /** Volumes backed up beside the system state. */
  readonly selected: Set<string>
  readonly excludedVolumes: Set<string>
  /** Full paths in lower case. */
  readonly excludedFiles: Set<string>
  schedule: Schedule | undefined
}

export interface Schedule {
  /** Local time of day, `02:00`. */
  readonly time: string
  /** When it should have run so far. */
  readonly due: Ticks[]
  /** When it is due next; a timer for another instant belongs to a schedule that was replaced. */
  next: Ticks
}

/** The newest published versions, by software name; shared by all servers of the world. */
export interface Market {
  readonly published: Map<string, string>
}
