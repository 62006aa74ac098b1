// What goes wrong around SQL Server and its writer.

import { command, type Params, phrase } from '../harness/index.js'
import { choice } from './parameter-types.js'

type Fault = Params<'fault.inject'>

choice<NonNullable<Fault['event']>>('writerEvent', 'An event a writer answers', {
  Identify: 'identify',
  PrepareBackup: 'prepare-backup',
  PrepareSnapshot: 'prepare-snapshot',
  Freeze: 'freeze',
  Thaw: 'thaw',
  PostSnapshot: 'post-snapshot',
  BackupComplete: 'backup-complete',
  PreRestore: 'pre-restore',
  PostRestore: 'post-restore',
})

phrase(
  'the writer {string} takes {duration} to answer {writerEvent}',
  'It does its work, and then waits.',
  (where: string, seconds: number, event: NonNullable<Fault['event']>) =>
    command('fault.inject', { kind: 'writer-slow', where, seconds, event }),
)

phrase(
  'the writer {string} fails {writerEvent}',
  'It answers that event with an error.',
  (where: string, event: NonNullable<Fault['event']>) =>
    command('fault.inject', { kind: 'writer-failure', where, event }),
)

phrase(
  'the shadow copy provider takes {duration} to commit',
  'The instant comes at the end of that time.',
  (seconds: number) =>
    command('fault.inject', { kind: 'provider-slow', where: 'provider', seconds }),
)

phrase('the shadow copy provider fails to commit', 'Every commit, until it is repaired.', () =>
  command('fault.inject', { kind: 'provider-failure', where: 'provider' }),
)

choice<Partial<Fault>>('fileFault', 'What is wrong with a file', {
  'answers writes with I/O errors': { kind: 'file-io-error', access: 'write' },
  'answers reads with I/O errors': { kind: 'file-io-error', access: 'read' },
  'has a damaged page': { kind: 'corrupt-file' },
})

phrase(
  'the file {path} {fileFault}',
  'Until it is repaired.',
  (where: string, fault: Pick<Fault, 'kind'>) => command('fault.inject', { ...fault, where }),
)

choice<Fault>('missingRight', 'A right that is not there', {
  'the SQL Writer has no rights on INST1': { kind: 'right-removed', where: 'SQLWriter on INST1' },
  'Local System is not in sysadmin of INST1': { kind: 'right-removed', where: 'sysadmin of INST1' },
  'the SQL Writer may not register with VSS': { kind: 'right-removed', where: 'SQLWriter in VSS' },
  'the SQL Writer may not use VDI of INST1': { kind: 'right-removed', where: 'VDI of INST1' },
  'the application may not write to G:\\restored': {
    kind: 'right-removed',
    where: 'G:\\restored',
  },
})

phrase('{missingRight}', 'From now on, until it is given back.', (fault: Fault) =>
  command('fault.inject', fault),
)

phrase(
  'commit messages of distributed transactions to {database} are held back',
  'From now on; what was prepared there stays prepared.',
  (where: string) => command('fault.inject', { kind: 'commit-delayed', where }),
)

choice('dtcCapability', 'What a system may have against torn distributed transactions', {
  'msdtc-vss': 'msdtc-vss',
  'intra-instance-outcome': 'intra-instance-outcome',
})

phrase(
  'the server has the capability {dtcCapability}',
  'Off unless a scenario turns it on.',
  (capability: Params<'dtc.configure'>['capability']) =>
    command('dtc.configure', { capability, on: true }),
)
