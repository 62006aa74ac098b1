import { command, phrase, type Step } from '../harness/index.js'
import { choice, FIRST_PASSPHRASE } from './parameter-types.js'

phrase(
  'the vault holds {int} recovery point(s)',
  'So many system state recovery points of the server, and no more.',
  ($count: number) => command('vault.points', {}, { expect: { points: { $count } } }),
)

phrase(
  'a recovery point {holds} the file {string}',
  'Whether there is a recovery point whose list of files has, or has not, a file of this name.',
  (holds: string, file: string) => {
    const point = { files: { [holds]: { $contains: file } } }
    return command('vault.points', {}, { expect: { points: { $has: point } } })
  },
)

phrase(
  'recovery point {int} read with {passphrase} gives {string} back as {string}',
  'What a file reads in a recovery point, the oldest being 1.',
  (point: number, passphrase: string, file: string, content: string) =>
    command('vault.read', { point, file, passphrase }, { expect: { content } }),
)

phrase(
  'the operator registers the server with {passphrase}',
  'Registers the server to the vault; the reply is the request.',
  (passphrase: string) => command('vault.register', { passphrase }, { as: 'request' }),
)

phrase(
  'the server is deleted from the portal',
  'The vault lists the server no more; its recovery points stay.',
  () => command('vault.delete', {}),
)

phrase(
  'the operator starts an offline backup with the copy computer {word}',
  'Seeding data is written for the copy computer to ship; the reply is the request.',
  (copyComputer: string) => command('offline.start', { copyComputer }, { as: 'request' }),
)

choice('seeding', 'How much seeding data', { no: 0, some: { $atLeast: 1 } })

phrase(
  'the offline backup has written {seeding} seeding data',
  'Whether any seeding data lies there.',
  (seededBytes: number) => command('offline.query', {}, { expect: { seededBytes } }),
)

choice<(hardware: string) => Step>('recoveryAct', 'How far a recovery goes', {
  planned: (hardware) => command('recovery.plan', { hardware }, { as: 'recovery plan' }),
  'carried out': (hardware) =>
    command('recovery.run', { hardware, passphrase: FIRST_PASSPHRASE }, { as: 'recovery' }),
})

phrase(
  'a system state recovery to hardware {word} is {recoveryAct}',
  'Plans a recovery of the newest recovery point, or restores it to an empty machine and starts that; a server is of hardware A unless it says otherwise.',
  (hardware: string, act: (hardware: string) => Step) => act(hardware),
)
