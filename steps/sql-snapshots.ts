// Snapshot backups by T-SQL, and money that moves between databases.

import { command, phrase } from '../harness/index.js'
import { choice } from './parameter-types.js'

choice('suspension', 'How writes of databases stop and go on', {
  'are suspended for a snapshot': { do: 'sql.suspend' },
  'are suspended for a copy-only snapshot': { do: 'sql.suspend', copyOnly: true },
  'are resumed without a backup': { do: 'sql.resume' },
})

phrase(
  'writes to {databases} {suspension}',
  'SET SUSPEND_FOR_SNAPSHOT_BACKUP; the reply is the suspension.',
  (databases: string[], { do: name, ...how }: { do: 'sql.suspend' | 'sql.resume' }) =>
    command(name, { databases, ...how }, { as: 'suspension' }),
)

choice('tsqlSnapshot', 'A snapshot backup without VSS', {
  'T-SQL snapshot backup': {},
  'T-SQL copy-only snapshot backup': { copyOnly: true },
  'file copy without metadata': { metadata: false },
})

phrase(
  'a {tsqlSnapshot} {string} of {databases} is taken',
  'Suspend, copy the files, then BACKUP with METADATA_ONLY, or resume without one. The reply is the snapshot backup.',
  (how: object, backup: string, databases: string[]) =>
    command('sql.snapshot', { backup, databases, ...how }, { as: 'snapshot backup' }),
)

choice('snapshotRestore', 'How a snapshot backup without VSS comes back', {
  'with recovery': { recovery: true },
  'without recovery': { recovery: false },
  'with recovery to G:\\restored': { recovery: true, folder: 'G:\\restored' },
  'by attaching its files': { recovery: true, attach: true },
  'by attaching its files in G:\\restored': {
    recovery: true,
    attach: true,
    folder: 'G:\\restored',
  },
})

phrase(
  '{database} of the snapshot backup {string} is restored as {database} {snapshotRestore}',
  'The copied files are put in place first. The reply is the native restore.',
  (of: string, backup: string, database: string, how: { readonly recovery: boolean }) =>
    command('sql.snapshot-restore', { backup, of, database, ...how }, { as: 'native restore' }),
)

phrase(
  '{database} opens an account with {int}',
  'The balance of the database.',
  (database: string, balance: number) => command('bank.open', { database, balance }),
)

phrase(
  'the distributed transaction {word} moves {int} from {database} to {database}',
  'Two-phase commit over the two databases; the reply is the transfer.',
  (transaction: string, amount: number, from: string, to: string) =>
    command('bank.transfer', { transaction, amount, from, to }, { as: 'transfer' }),
)

phrase(
  'the balances of {databases} add up to {int}',
  'Read now, each database for itself.',
  (databases: string[], sum: number) =>
    command('bank.balances', { databases }, { expect: { sum } }),
)
