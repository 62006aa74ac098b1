import { command, phrase } from '../harness/index.js'
import { choice } from './parameter-types.js'

phrase(
  '{int} shadow copy/copies of volume {volume} is/are taken',
  'Persistent shadow copies, one after the other, each of a volume that says which number it is.',
  (count: number, volume: string) => command('shadow.take', { volume, count }),
)

phrase(
  'volume {volume} lists {bound} {int} readable shadow copy/copies and no other',
  'So many listed shadow copies give back what was there at their instant, and every one that is listed does.',
  (volume: string, bound: string, count: number) =>
    command('shadow.list', { volume }, { expect: { readable: { [bound]: count }, unreadable: 0 } }),
)

choice('ordinal', 'Which job of the scenario, for the reader', {
  first: 'overwriting in the first job',
  second: 'overwriting in the second job',
})

phrase(
  'programs overwrite {size} of old data on volume {volume} during the {ordinal} backup',
  'Armed: from the next committed snapshot set on, steadily over 30 seconds.',
  (bytes: number, volume: string, session: string) =>
    command(
      'volume.overwrite',
      { volume, bytes, seconds: 30 },
      { at: 'snapshot-created', session },
    ),
)

phrase(
  'shadow storage of volume {volume} has taken {bound} {size}',
  'The most that shadow storage of the volume has used at any time so far.',
  (volume: string, bound: string, bytes: number) =>
    command('shadow.storage', { volume }, { expect: { peakBytes: { [bound]: bytes } } }),
)

phrase(
  '{size} is/are freed on volume {volume}',
  'The operator deletes so much of what fills the volume.',
  (bytes: number, volume: string) => command('volume.free', { volume, bytes }),
)
