import { command, type Params, phrase } from '../harness/index.js'
import { choice } from './parameter-types.js'

type Fault = Params<'fault.inject'>

choice<Partial<Fault>>('serviceFault', 'What is wrong with a service', {
  stops: { kind: 'service-stopped' },
  'is set to startup type Automatic': { kind: 'service-misconfigured', startType: 'Automatic' },
  'is set to startup type Manual': { kind: 'service-misconfigured', startType: 'Manual' },
  'is set to startup type Disabled': { kind: 'service-misconfigured', startType: 'Disabled' },
})

phrase(
  'the service {service} {serviceFault}',
  'The service is not running until somebody starts it, or has another startup type from now on.',
  (service: string, fault: Pick<Fault, 'kind'>) =>
    command('fault.inject', { ...fault, where: service }),
)

choice<Fault>('mishap', 'What is wrong with a server', {
  'no link to the vault': { kind: 'network-partition', where: 'vault' },
  'no Windows Server Backup': { kind: 'feature-missing', where: 'Windows-Server-Backup' },
  'Windows Server Backup switched off': {
    kind: 'feature-disabled',
    where: 'Windows-Server-Backup',
  },
  'its clock set to UTC-5': { kind: 'clock-skew', where: 'clock', zone: 'UTC-5' },
  'no volume F:': { kind: 'volume-missing', where: 'F:' },
  'no volume X:': { kind: 'volume-missing', where: 'X:' },
  'I/O errors on volume C:': { kind: 'io-error', where: 'C:', access: 'any' },
  'I/O errors on volume D:': { kind: 'io-error', where: 'D:', access: 'any' },
  'I/O errors on volume F:': { kind: 'io-error', where: 'F:', access: 'any' },
  'I/O errors on volume X:': { kind: 'io-error', where: 'X:', access: 'write' },
})

phrase(
  'the server has {mishap}',
  'A fault of the server, until it is repaired. I/O errors: every write to X:, every access to another volume.',
  (fault: Fault) => command('fault.inject', fault),
)

choice('right', 'What Local System may do in a folder', {
  no: 'none',
  'only read': 'read',
  'only modify': 'modify',
})

phrase(
  'Local System has {right} access to System Volume Information on volume {volume}',
  'Local System has less than full control over that folder.',
  (right: NonNullable<Fault['right']>, where: string) =>
    command('fault.inject', { kind: 'permission-removed', where, right }),
)

choice('spaceFault', 'What space is short on a volume', {
  left: 'disk-full',
  'of room for shadow copies': 'shadow-storage-full',
})

phrase(
  'volume {volume} has only {size} {spaceFault}',
  'All but so much of the volume is filled, and the agent or shadow copies have to do with the rest.',
  (where: string, bytes: number, kind: Fault['kind']) =>
    command('fault.inject', { kind, where, bytes }),
)

choice<Partial<Fault>>('holding', 'What a process holds', {
  'the scratch folder': { kind: 'process-interference', software: 'security' },
  'the EFI system partition': { kind: 'efi-locked', software: 'security' },
})

phrase(
  'the security software {word} holds {holding}',
  'A process of third-party security software has files of the scratch folder, or the EFI system partition, open for itself.',
  (where: string, fault: Pick<Fault, 'kind'>) => command('fault.inject', { ...fault, where }),
)

choice('resource', 'What a process takes', {
  processor: 'cpu-starvation',
  memory: 'memory-pressure',
})

phrase(
  'the process {word} takes {int}% of the {resource} for {duration}',
  'A process leaves only the rest to everybody else, and ends its work by itself after that time.',
  (where: string, percent: number, kind: Fault['kind'], seconds: number) =>
    command('fault.inject', { kind, where, percent, seconds }),
)

phrase(
  'the writer {string} needs {duration} between freeze and thaw',
  'The writer takes that long from its Freeze to the moment it could take its Thaw.',
  (where: string, seconds: number) =>
    command('fault.inject', { kind: 'writer-slow', where, seconds }),
)

choice('held', 'What another backup product uses', {
  'the System Writer': 'System Writer',
  'the EFI system partition': 'EFI system partition',
})

phrase(
  '{product} starts its own backup and holds {held} for {duration}',
  'A job of that product starts now, is not let go of before the time is over, and then completes.',
  (where: string, holds: string, seconds: number) =>
    command('fault.inject', { kind: 'concurrent-backup', where, holds, seconds }),
)

choice('repair', 'What is repaired', {
  'the link to the vault': 'network-partition',
  'Windows Server Backup': 'feature-disabled',
  'the time zone': 'clock-skew',
  'the permission': 'permission-removed',
  'the volume': 'io-error',
  'the speed of the writer': 'writer-slow',
  'the writer': 'writer-failure',
  'the shadow copy provider': 'provider-failure',
  'the file': 'file-io-error',
  'the right': 'right-removed',
  'the flow of commit messages': 'commit-delayed',
})

phrase(
  '{repair} is restored',
  'Takes the fault away: the link is mended, the feature switched on, the zone set, full control granted, the disk repaired, the writer as quick as before or answering again, the right given back, the messages delivered.',
  (kind: Fault['kind']) => command('fault.lift', { kind }),
)
