import { command, type Params, phrase, type Table, tablePhrase } from '../harness/index.js'
import { choice, chosen } from './parameter-types.js'
import { JOB_STATE } from './replies.js'
import { records } from './tables.js'

phrase(
  'the backup agent runs a system state backup',
  'By hand, to its end; the reply is the job.',
  () => command('backup.run', { product: 'agent' }, { as: 'job' }),
)

phrase(
  'the backup agent has run a system state backup, which {ended}',
  'An earlier job of the agent, and how it came out.',
  (ended: keyof typeof JOB_STATE) =>
    command(
      'backup.run',
      { product: 'agent' },
      { as: 'earlier job', expect: { state: JOB_STATE[ended] } },
    ),
)

const JOB_COLUMNS = { state: 'state', 'started by': 'startedBy' }
const jobColumn = (cell: string) => chosen('column of jobs', JOB_COLUMNS, cell)

tablePhrase(
  'the jobs of {product} are',
  'Every job of the product from the oldest to the newest, and no others. Columns: state (Running, Completed, Failed), started by (schedule, operator).',
  (product: Params<'backup.jobs'>['product'], rows: Table) =>
    command('backup.jobs', { product }, { expect: { jobs: records(rows, jobColumn) } }),
)

phrase(
  'the backup agent is asked for a daily system state backup at {time}',
  'Sets the schedule of the agent; the reply is the request.',
  (time: string) => command('backup.schedule', { time }, { as: 'request' }),
)

phrase(
  'volume {volume} is added to the backup',
  'The agent backs the volume up beside the system state.',
  (volume: string) => command('backup.select', { volume }),
)

phrase(
  '{volumeOrFile} is excluded from the backup',
  'The agent leaves the volume, or the one file, out.',
  (excluded: { volume: string; file?: string }) => command('backup.exclude', excluded),
)

choice('attribute', 'An attribute of a file; of these only a reparse point cannot be backed up', {
  'a hidden file': 'hidden',
  'a reparse point': 'reparse-point',
})

phrase(
  '{volumeFile} is {attribute}',
  'The file is there and has the attribute.',
  (at: { volume: string; file: string }, attribute: 'hidden' | 'reparse-point') =>
    command('file.mark', { ...at, attribute }),
)

phrase(
  'the system state file {string} reads {string}',
  'Content of a file that belongs to the system state.',
  (file: string, content: string) => command('file.write', { file, content }),
)

phrase(
  'the system state file {string} is changed to {string} right after the snapshot',
  'Armed: the file is written when the next snapshot set has just been committed.',
  (file: string, content: string) =>
    command('file.write', { file, content }, { at: 'snapshot-created', session: 'change' }),
)

phrase(
  'volume {volume} holds {int} backup image(s)',
  'So many complete system state images, by reading the volume.',
  (volume: string, $count: number) =>
    command('image.list', { volume }, { expect: { images: { $count } } }),
)

phrase(
  'the image on volume {volume} gives {string} back as {string}',
  'What a file reads in the newest image on the volume.',
  (volume: string, file: string, content: string) =>
    command('image.read', { volume, file }, { expect: { content } }),
)
