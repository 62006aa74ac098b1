// Files, volumes and registry values that a person works on, and parties that register with VSS.

import { command, type Params, phrase, type Step } from '../harness/index.js'
import { choice } from './parameter-types.js'

type Act = Params<'volume.act'>

type FileAct = (file: string) => Step

const acts =
  (act: Act['act']): FileAct =>
  (file) =>
    command('volume.act', { file, act }, { as: 'work on the file' })

choice<FileAct>('fileAct', 'What a person does to a file', {
  'is deleted': acts('delete'),
  'is touched': acts('touch'),
  'is made read-only': acts('read-only'),
  'is written to in the shadow copy of "base"': (file) =>
    command('snapshot.write', { backup: 'base', file }, { as: 'work on the file' }),
})

phrase(
  'the file {path} {fileAct}',
  'By a person, not by SQL Server; the reply is the work on the file.',
  (file: string, act: FileAct) => act(file),
)

phrase(
  'the file {path} is written with {int} bytes of {string}',
  'The text over and over, in place of what was there; the reply is the work on the file.',
  (file: string, bytes: number, text: string) =>
    command('volume.act', { file, act: 'write', bytes, text }, { as: 'work on the file' }),
)

phrase(
  'the bytes of {path} from {int} on are overwritten with {string}',
  'Some bytes of a file that is there; the reply is the work on the file.',
  (file: string, offset: number, text: string) =>
    command('volume.act', { file, act: 'overwrite', offset, text }, { as: 'work on the file' }),
)

phrase(
  'the file {path} is moved to {path}',
  'By a person; the reply is the work on the file.',
  (file: string, to: string) =>
    command('volume.act', { file, act: 'move', to }, { as: 'work on the file' }),
)

choice('zero', 'Whether bytes are all zero', { 'are zero': true, 'are not zero': false })

phrase(
  '{int} bytes of {path} from {int} on {zero}',
  'Read now.',
  (length: number, file: string, offset: number, zero: boolean) =>
    command('volume.bytes', { file, offset, length }, { expect: { zero } }),
)

choice('mounting', 'What happens to a volume', {
  'is taken away': false,
  'is brought back': true,
})

phrase(
  'volume {volume} {mounting}',
  'With everything on it; it comes back as it was.',
  (volume: string, mounted: boolean) => command('volume.mount', { volume, mounted }),
)

phrase(
  'the registry value {string} under {string} is set to {int}',
  'The key is made when it is not there.',
  (value: string, key: string, data: number) => command('registry.set', { key, value, data }),
)

type WriterShape = Pick<Params<'writer.register'>, 'shape' | 'rollbackRecovery'>

choice<WriterShape>('writerShape', 'What a writer for tests has', {
  'one component': { shape: 'plain' },
  'one component that asks for rollback recovery': { shape: 'plain', rollbackRecovery: true },
  'a component and a subcomponent that cannot be selected': { shape: 'with a subcomponent' },
  'a component and excluded files': { shape: 'with excluded files' },
  'no handler for Freeze': { shape: 'without Freeze' },
})

phrase(
  'the writer {string} with {writerShape} registers for volume {volume}',
  'Beside the writers that are there; its files hold its name.',
  (writer: string, shape: WriterShape, volume: string) =>
    command('writer.register', { writer, volume, ...shape }),
)

phrase(
  'the third-party provider {string} registers',
  'A provider that brings no driver of its own.',
  (provider: string) => command('provider.register', { provider }),
)
