import { GIB, KIB, MIB } from '../../../base/units.js'
import { addStorage, listShadows, resizeStorage, storageInfo } from '../../../volume/index.js'
import { errorText, stateText, WRITER_STATES, type Writer } from '../../../vss/index.js'
import type { Machine } from '../machine.js'
import { answerRows, complaint, type ShellAnswer } from './shell.js'
import type { Words } from './words.js'

/** `vssadmin list writers|shadows|shadowstorage` and `vssadmin resize shadowstorage`. */
export function vssadmin(machine: Machine, words: Words): ShellAnswer {
  switch (words.plain.join(' ').toLowerCase()) {
    case 'list writers':
      return listWriters(machine)
    case 'list shadows':
      return answerRows(
        [...machine.volumes.values()].flatMap((volume) =>
          listShadows(volume).map((shadow) => ({ Id: shadow.id, Volume: volume.name })),
        ),
      )
    case 'list shadowstorage':
      return listStorage(machine)
    case 'resize shadowstorage':
      return resize(machine, words)
    default:
      return complaint(`vssadmin: unknown command "${words.plain.join(' ')}"`)
  }
}

function listWriters(machine: Machine): ShellAnswer {
  return answerRows(
    identifiedWriters(machine).map((writer) => ({
      'Writer name': writer.name,
      'Writer Id': writer.classId,
      'Writer Instance Id': writer.instanceId,
      State: `[${WRITER_STATES[writer.state]}] ${stateText(writer)}`,
      'Last error': errorText(writer),
    })),
  )
}

/** A writer that failed to identify itself is known to nobody. */
function identifiedWriters({ vss }: Machine): Writer[] {
  return vss.writers.filter(({ state }) => state !== 'FAILED_AT_IDENTIFY')
}

function listStorage(machine: Machine): ShellAnswer {
  return answerRows(
    [...machine.volumes.values()].flatMap((volume) => {
      const storage = storageInfo(volume)
      return storage === undefined
        ? []
        : [
            {
              'For volume': volume.name,
              Used: storage.usedBytes,
              Allocated: storage.allocatedBytes,
              Maximum: Number.isFinite(storage.maximumBytes) ? storage.maximumBytes : 'UNBOUNDED',
            },
          ]
    }),
  )
}

function resize(machine: Machine, words: Words): ShellAnswer {
  const origin = machine.volumes.get((words.options.get('for') ?? '').toUpperCase())
  const storage = machine.volumes.get((words.options.get('on') ?? '').toUpperCase())
  if (origin === undefined || storage === undefined)
    return complaint('vssadmin: /For and /On take volumes of this computer')
  const maximum = parseSize(words.options.get('maxsize') ?? 'UNBOUNDED')
  if (maximum === 'unreadable') return complaint('vssadmin: /MaxSize takes a size or UNBOUNDED')
  if (origin.storage === undefined) addStorage(origin, storage)
  if (origin.storage?.onVolume !== storage)
    return complaint(`vssadmin: shadow storage of ${origin.name} is not on ${storage.name}`)
  const resized = resizeStorage(origin, maximum)
  if (!resized.ok) return complaint(`vssadmin: ${resized.error.name}`)
  return { exitCode: 0, text: 'The shadow copy storage association was resized.', rows: [] }
}

const UNITS: Readonly<Record<string, number>> = { KB: KIB, MB: MIB, GB: GIB }

function parseSize(text: string): number | 'unbounded' | 'unreadable' {
  if (text.toUpperCase() === 'UNBOUNDED') return 'unbounded'
  const [, number, unit] = /^(\d+)(KB|MB|GB)$/i.exec(text) ?? []
  const factor = UNITS[(unit ?? '').toUpperCase()]
  return number === undefined || factor === undefined ? 'unreadable' : Number(number) * factor
}
