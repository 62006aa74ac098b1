// How much faster than the clock on the wall a writer timeout runs: sixty virtual seconds, each time
// from a fresh fork, through the target port.

import { topologySchema } from '../../model/topology.js'
import { engineTarget } from './index.js'

const ROUNDS = 300

export async function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const topology = topologySchema.parse({ servers: [{ name: 'SRV01' }] })
  const target = engineTarget()
  let virtualSeconds = 0
  const round = async () => {
    const session = await target.open({ topology, seed: 1, trace: false })
    await session.perform({
      command: 'fault.inject',
      params: { kind: 'writer-slow', where: 'System Writer', seconds: 61 },
    })
    await session.perform({ command: 'backup.run', params: { product: 'agent' } })
    virtualSeconds += (await session.finish()).virtualMs / 1_000
  }
  for (let warm = 0; warm < 20; warm++) await round()
  virtualSeconds = 0
  const startedAt = performance.now()
  for (let count = 0; count < ROUNDS; count++) await round()
  const wallSeconds = (performance.now() - startedAt) / 1_000
  const ratio = virtualSeconds / wallSeconds
  return [
    {
      name: 'a writer timeout, virtual seconds per wall second',
      ratio,
      text: `${Math.round(ratio)} (bar 50,000); ${((1_000 * wallSeconds) / ROUNDS).toFixed(2)} ms each`,
    },
  ]
}
