import {
  agentCanBackUp,
  diagnose,
  imagesOn,
  type Job,
  jobsOf,
  lastEnded,
  liveView,
  type Machine,
  planRecovery,
  readFromImage,
  recover,
  register,
  requestSchedule,
  runAgentBackup,
  startOfflineBackup,
  systemStateSource,
  unseal,
  validate,
} from '../../../../engine/index.js'
import { done, type Json, refusal } from '../../../model/reply.js'
import { type Handlers, hostOf, machineOf } from './handler.js'

type SystemStateCommand =
  | 'backup.select'
  | 'backup.exclude'
  | 'backup.schedule'
  | 'backup.run'
  | 'backup.jobs'
  | 'image.list'
  | 'image.read'
  | 'vault.register'
  | 'vault.delete'
  | 'vault.points'
  | 'vault.read'
  | 'offline.start'
  | 'offline.query'
  | 'recovery.plan'
  | 'recovery.run'
  | 'diagnosis.run'
  | 'validation.run'
  | 'events.query'

export const systemStateHandlers: Handlers<SystemStateCommand> = {
  'backup.select'(context, { server, volume }) {
    const machine = machineOf(context, server)
    if (!machine.volumes.has(volume)) return refusal('no-such-volume', `there is no ${volume}`)
    machine.agent.selected.add(volume)
    return done()
  },
  'backup.exclude'(context, { server, volume, file }) {
    const { agent } = machineOf(context, server)
    if (file === undefined) agent.excludedVolumes.add(volume)
    else agent.excludedFiles.add(`${volume}\\${file}`.toLowerCase())
    return done()
  },
  'backup.schedule'(context, { server, time }) {
    const asked = requestSchedule(machineOf(context, server), time)
    return asked.ok ? done() : refusal(asked.error, 'the schedule was refused')
  },
  *'backup.run'(context, { server, product }) {
    if (product !== 'agent') return refusal('not-offered', `${product} is run by itself`)
    const machine = machineOf(context, server)
    const offered = agentCanBackUp(machine)
    if (!offered.ok) return refusal(offered.error, 'the backup was refused')
    return done(jobValue(yield* runAgentBackup(machine, 'operator')))
  },
  'backup.jobs'(context, { server, product }) {
    const jobs = jobsOf(machineOf(context, server), product)
    return done({ jobs: jobs.map((job) => ({ ...jobValue(job), startedBy: job.startedBy })) })
  },
  'image.list'(context, { server, volume }) {
    const found = machineOf(context, server).volumes.get(volume)
    if (found === undefined) return refusal('no-such-volume', `there is no ${volume}`)
    const looked = liveView(found).list('')
    if (!looked.ok) return refusal(looked.error.name, `${volume} cannot be looked at`)
    const images = imagesOn(found)
    return done({
      images: images.map(({ folder, files }) => ({
        name: folder,
        lengthBytes: files.reduce((sum, file) => sum + file.lengthBytes, 0),
      })),
    })
  },
  'image.read'(context, { server, volume, file }) {
    const machine = machineOf(context, server)
    const found = machine.volumes.get(volume)
    const image = found === undefined ? undefined : imagesOn(found).at(-1)
    if (image === undefined) return refusal('no-image', `${volume} holds no image`)
    const read = readFromImage(image, systemStateSource(machine, file))
    return read.ok ? done({ content: textOf(read.value) }) : refusal(read.error.name, file)
  },
  'vault.register'(context, { server, passphrase }) {
    const registered = register(machineOf(context, server), passphrase)
    return registered.ok ? done() : refusal(registered.error, 'the registration was refused')
  },
  'vault.delete'(context, { server }) {
    const machine = machineOf(context, server)
    const known = machine.vault.servers.get(machine.host.name)
    if (known === undefined) return refusal('no-such-server', 'the vault does not know the server')
    known.inPortal = false
    return done()
  },
  'vault.points'(context, { server }) {
    const points = pointsOf(machineOf(context, server))
    return done({
      points: points.map(({ id, takenAt, files }) => ({
        id,
        takenAtMs: takenAt / 1_000,
        files: [...files.keys()],
      })),
    })
  },
  'vault.read'(context, { server, point, file, passphrase }) {
    const machine = machineOf(context, server)
    const path = systemStateSource(machine, file)
    const sealed = pointsOf(machine)[point - 1]?.files.get(path)
    if (sealed === undefined)
      return refusal('no-such-file', `recovery point ${point} has no ${file}`)
    const opened = unseal(sealed, { passphrase, path })
    return opened.ok ? done({ content: textOf(opened.value) }) : refusal(opened.error, file)
  },
  *'offline.start'(context, { server, copyComputer }) {
    const machine = machineOf(context, server)
    const started = yield* startOfflineBackup(machine, hostOf(context, copyComputer))
    return started.ok ? done() : refusal('azure-powershell-missing', started.error)
  },
  'offline.query'(context, { server }) {
    return done({ seededBytes: machineOf(context, server).seededBytes })
  },
  'recovery.plan'(context, { server, hardware }) {
    return done({ warnings: planRecovery(machineOf(context, server), hardware) })
  },
  'recovery.run'(context, { server, hardware, passphrase }) {
    const recovered = recover(machineOf(context, server), { hardware, passphrase })
    return recovered.ok ? done(recovered.value) : refusal(recovered.error, 'nothing was recovered')
  },
  'diagnosis.run'(context, { server, intent, passphrase, copyComputer }) {
    const copy = copyComputer === undefined ? undefined : hostOf(context, copyComputer)
    const request = { intent, passphrase, copyComputer: copy }
    const findings = diagnose(machineOf(context, server), request)
    return done({ findings: findings as unknown as Json })
  },
  *'validation.run'(context, { server, target, elevated }) {
    const validation = yield* validate(machineOf(context, server), { target, elevated })
    return done({ ...validation })
  },
  'events.query'(context, { server, log, source, during }) {
    const machine = machineOf(context, server)
    const job = during === undefined ? undefined : lastEnded(machine, during)
    if (during !== undefined && job === undefined)
      return refusal('no-such-job', `${during} has no job that ended`)
    const entries = machine.host.logs[log].filter(
      (entry) => entry.source === source && (job === undefined || isDuring(entry.at, job)),
    )
    return done({
      entries: entries.map(({ at, id, level, text }) => ({
        atMs: at / 1_000,
        source,
        id,
        level,
        text,
      })),
    })
  },
}

function isDuring(at: number, job: Job): boolean {
  return at >= job.startedAt && at <= (job.endedAt ?? 0)
}

function pointsOf(machine: Machine) {
  return machine.vault.servers.get(machine.host.name)?.points ?? []
}

function jobValue(job: Job): { [key: string]: Json } {
  return {
    product: job.product,
    id: job.id,
    state: job.state,
    message: job.failure?.message ?? '',
    startedAtMs: job.startedAt / 1_000,
    endedAtMs: (job.endedAt ?? 0) / 1_000,
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
