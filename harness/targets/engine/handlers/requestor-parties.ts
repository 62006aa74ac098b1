// Writers and providers that register with VSS, and the writers that answer.

import {
  createRequestor,
  gatherWriterMetadata,
  gatherWriterStatus,
  initializeForBackup,
  registerTestWriter,
  release,
} from '../../../../engine/index.js'
import { done, refusal } from '../../../model/reply.js'
import { type Handlers, machineOf } from './handler.js'
import { codeName } from './requestor-jobs.js'

type PartyCommand = 'writer.list' | 'writer.register' | 'provider.register'

export const partyHandlers: Handlers<PartyCommand> = {
  'writer.list'(context, { server }) {
    const { vss, host } = machineOf(context, server)
    if (!host.services.has('VSS')) return done({ writers: [] })
    const requestor = createRequestor(vss, 'observer')
    initializeForBackup(requestor)
    const code = gatherWriterMetadata(requestor)
    const status = gatherWriterStatus(requestor)
    release(requestor)
    if (code !== 0) return refusal(codeName(code), 'the writers could not be asked')
    const writers = status.ok ? status.value : []
    return done({
      writers: writers.map(({ name, state, error }) => {
        return { name, state: `VSS_WS_${state}`, code: codeName(error) }
      }),
    })
  },
  'writer.register'(context, { server, writer, shape, volume, rollbackRecovery }) {
    const { vss, volumes } = machineOf(context, server)
    const found = volumes.get(volume)
    if (found === undefined) return refusal('no-such-volume', `there is no ${volume}`)
    registerTestWriter(vss, found, { name: writer, shape, rollbackRecovery })
    return done()
  },
  'provider.register'(context, { server, provider }) {
    machineOf(context, server).vss.providers.push(provider)
    return done()
  },
}
