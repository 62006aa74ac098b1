// A database of an availability group that two instances keep. The cluster knows of it, so it outlives
// the processes of both; each instance sees its own side.

import type { Lsn } from '../../page/index.js'
import type { Instance } from '../instance/instance.js'
import type { Place } from '../restoring/places.js'

export interface Link {
  readonly database: string
  readonly primary: Instance
  readonly secondary: Instance
  /** Where the secondary has its files. */
  readonly folder: Place
  /** The last record that the secondary has on disk. */
  hardened: Lsn
}

export interface Replica {
  readonly role: 'primary' | 'secondary'
  readonly link: Link
}
