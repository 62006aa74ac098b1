import { command, type Params, phrase, type Table, tablePhrase } from '../harness/index.js'
import { choice } from './parameter-types.js'

type Software = Params<'software.install'>['software']

phrase('a Windows server {word}', 'A healthy server on premises.', (name: string) => ({
  server: { name },
}))

choice('trait', 'What is special about a server', {
  'that is an Azure virtual machine': { platform: 'azure-vm' },
  'that stands in UTC+9': { zone: 'UTC+9' },
  'with Windows on volume D:': {
    windowsVolume: 'D',
    volumes: [{ letter: 'D', gigabytes: 200, kind: 'fixed' }],
  },
  'with a fixed volume D:': { volumes: [{ letter: 'D', gigabytes: 200, kind: 'fixed' }] },
  'with a fixed volume E:': { volumes: [{ letter: 'E', gigabytes: 200, kind: 'fixed' }] },
  'with a removable volume E:': { volumes: [{ letter: 'E', gigabytes: 200, kind: 'removable' }] },
})

phrase(
  'a Windows server {word} {trait}',
  'A healthy server that differs in one thing. Volumes named here have 200 GB.',
  (name: string, trait: object) => ({ server: { ...trait, name } }),
)

choice('software', 'A piece of software', {
  'the backup agent': 'agent',
  '.NET Framework': 'dotnet',
  'Azure PowerShell': 'azure-powershell',
  'the Windows update': 'update',
})

phrase(
  '{software} {word} is installed on {word}',
  'That version, in place of the one that was there; for a Windows update its number.',
  (software: Software, version: string, server: string) =>
    command('software.install', { server, software, version }),
)

phrase(
  '{software} {word} is published',
  'The vendor publishes that version: the newest there is from now on.',
  (software: Software, version: string) => command('software.publish', { software, version }),
)

phrase(
  '{software} is uninstalled from {word}',
  'The software is gone from the server, and what it had stored about its registration with it.',
  (software: Software, server: string) => command('software.remove', { server, software }),
)

phrase(
  'the server is restarted',
  'Processes end; services of startup type Automatic start again, Manual ones when they are needed.',
  () => command('server.restart', {}),
)

choice('installables', 'What server management lists', { roles: 'roles', features: 'features' })

tablePhrase(
  'the installed {installables} are',
  'These and no others, in this order; the first row is a heading.',
  (installables: string, [, ...rows]: Table) =>
    command('server.query', {}, { expect: { [installables]: rows.flat() } }),
)

phrase('the process {word} is ended', 'The operator ends a process.', (process: string) =>
  command('process.end', { process }),
)

phrase(
  'the vendor of {word} puts {product} on its allow list',
  'The security software lets that product through from now on.',
  (process: string, product: Params<'process.allow'>['product']) =>
    command('process.allow', { process, product }),
)

phrase('the process {word} is running', 'The process is there now.', (process: string) =>
  command('process.query', { process }, { expect: { running: true } }),
)
