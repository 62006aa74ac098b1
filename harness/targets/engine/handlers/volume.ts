import {
  configPath,
  freeBytes,
  listShadows,
  type Machine,
  makeFoldersFor,
  OLD_DATA_BYTES,
  OLD_DATA_FILE,
  overwriting,
  setAttributes,
  shadowView,
  storageInfo,
  takePersistentShadow,
  type Volume,
  writeThroughCache,
  writeWholeFile,
} from '../../../../engine/index.js'
import { done, refusal } from '../../../model/reply.js'
import { freeSpace } from '../faults/filler.js'
import { type Handlers, machineOf } from './handler.js'

type VolumeCommand =
  | 'volume.free'
  | 'volume.query'
  | 'volume.overwrite'
  | 'file.write'
  | 'file.mark'
  | 'shadow.take'
  | 'shadow.list'
  | 'shadow.storage'

/** Holds the number of the shadow copy that is taken next. */
const NUMBER_FILE = 'shadow number.txt'

const NO_VOLUME = refusal('no-such-volume', 'there is no such volume')

export const volumeHandlers: Handlers<VolumeCommand> = {
  'volume.free'(context, { server, volume, bytes }) {
    const found = volumeOf(machineOf(context, server), volume)
    if (found === undefined) return NO_VOLUME
    freeSpace(found, bytes)
    return done({ freeBytes: free(found) })
  },
  'volume.query'(context, { server, volume }) {
    const found = volumeOf(machineOf(context, server), volume)
    if (found === undefined) return NO_VOLUME
    return done({ sizeBytes: found.sizeBytes, freeBytes: free(found) })
  },
  *'volume.overwrite'(context, { server, volume, bytes, seconds }) {
    const found = volumeOf(machineOf(context, server), volume)
    if (found === undefined) return NO_VOLUME
    const written = yield* overwriting(found, OLD_DATA_FILE, {
      bytes,
      span: (seconds * 1_000_000) as Parameters<typeof overwriting>[2]['span'],
      within: { offset: 0, length: OLD_DATA_BYTES },
    })
    return written.ok ? done({ writtenBytes: written.value }) : refusal(written.error.name, volume)
  },
  'file.write'(context, { server, volume, file, content }) {
    const machine = machineOf(context, server)
    const bytes = new TextEncoder().encode(content)
    if (volume === undefined) {
      writeThroughCache(machine.cache, configPath(file), bytes)
      return done()
    }
    const found = volumeOf(machine, volume)
    if (found === undefined) return NO_VOLUME
    const written = writeWholeFile(found, file, bytes)
    return written.ok ? done() : refusal(written.error.name, `${volume}\\${file}`)
  },
  'file.mark'(context, { server, volume, file, attribute }) {
    const found = volumeOf(machineOf(context, server), volume)
    if (found === undefined) return NO_VOLUME
    makeFoldersFor(found, file)
    const written = writeWholeFile(found, file, new TextEncoder().encode(file))
    const marked = written.ok ? setAttributes(found, file, [attribute]) : written
    return marked.ok ? done() : refusal(marked.error.name, `${volume}\\${file}`)
  },
  *'shadow.take'(context, { server, volume, count }) {
    const machine = machineOf(context, server)
    const found = volumeOf(machine, volume)
    if (found === undefined) return NO_VOLUME
    for (let taken = 0; taken < count; taken++) {
      const number = String(context.shadowNumbers.size + 1)
      writeWholeFile(found, NUMBER_FILE, new TextEncoder().encode(number))
      const result = yield* takePersistentShadow(machine.vss, volume)
      if (result !== 0) return refusal(`0x${result.toString(16)}`, `no shadow copy of ${volume}`)
      const newest = listShadows(found).at(-1)
      if (newest !== undefined) context.shadowNumbers.set(newest.id, number)
    }
    return done()
  },
  'shadow.list'(context, { server, volume }) {
    const found = volumeOf(machineOf(context, server), volume)
    if (found === undefined) return NO_VOLUME
    const shadows = listShadows(found).filter(({ id }) => context.shadowNumbers.has(id))
    const readable = shadows.filter(({ id }) => {
      const read = shadowView(found, id).read(NUMBER_FILE)
      return read.ok && new TextDecoder().decode(read.value) === context.shadowNumbers.get(id)
    }).length
    return done({ listed: shadows.length, readable, unreadable: shadows.length - readable })
  },
  'shadow.storage'(context, { server, volume }) {
    const found = volumeOf(machineOf(context, server), volume)
    const info = found === undefined ? undefined : storageInfo(found)
    if (info === undefined) return refusal('no-storage', `${volume} has no shadow storage`)
    return done({
      usedBytes: info.usedBytes,
      peakBytes: info.peakBytes,
      allocatedBytes: info.allocatedBytes,
      maximumBytes: Number.isFinite(info.maximumBytes) ? info.maximumBytes : null,
    })
  },
}

function volumeOf(machine: Machine, name: string): Volume | undefined {
  return machine.volumes.get(name)
}

function free(volume: Volume): number {
  const answer = freeBytes(volume)
  return answer.ok ? answer.value : 0
}
