import { expect, test } from 'vitest'
import { type Replayed, type ReplayOptions, replay } from '../scenario/replay.js'
import { Together } from '../scenario/together.js'
import { engineTarget } from '../targets/engine/index.js'
import { loadWholeSuite } from './suite.js'

const OPTIONS: ReplayOptions = { seed: 1, trace: true, wallMs: () => 0 }

/** One run of neighbours in so many: alike at their beginnings, and of every area. */
const RUN = 5
const EVERY = 150

test('scenarios that are replayed together end as each does alone, to the trace', async () => {
  const { scenarios } = await loadWholeSuite({ cwd: process.cwd() })
  const some = scenarios.filter((_, index) => index % EVERY < RUN)
  const together = new Together(engineTarget(), some, OPTIONS)
  for (const scenario of some) {
    const shared = await together.replay(scenario)
    const alone = await replay(engineTarget(), scenario, OPTIONS)
    expect(comparable(shared)).toBe(comparable(alone))
  }
})

function comparable({ scenario, ...result }: Replayed): string {
  return JSON.stringify([scenario.id, result])
}
