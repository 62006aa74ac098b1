// One process of a search: takes one order, tells how far it is, gives its share and ends. When
// whoever started it is gone, it is gone too.

import { runShare } from '../explore/share.js'
import type { FromWorker, ToWorker } from './explore-crew.js'
import { openHonest, openTarget } from './targets.js'

const TOLD_EVERY_MS = 200

let stopped = false

process.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') stopped = true
  else void work(message)
})
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

async function work({ target: name, order }: Extract<ToWorker, { kind: 'order' }>): Promise<void> {
  try {
    const target = await openTarget(name)
    const judges = { target, honest: await openHonest(name) }
    const share = await runShare(judges, order, { isDue, progress })
    await target.close()
    tell({ kind: 'share', share })
  } catch (thrown) {
    tell({ kind: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) })
  }
  process.disconnect()
}

let breathedAt = performance.now()

/** Now and then messages get their turn. */
function isDue(): Promise<boolean> | boolean {
  if (performance.now() - breathedAt < TOLD_EVERY_MS) return stopped
  breathedAt = performance.now()
  return new Promise((resolve) => setImmediate(() => resolve(stopped)))
}

let toldAt = 0

function progress(done: number, _total: number, violations: number): void {
  if (performance.now() - toldAt < TOLD_EVERY_MS) return
  toldAt = performance.now()
  tell({ kind: 'progress', done, violations })
}

function tell(message: FromWorker): void {
  // Who started it may be gone in the middle of this; then nobody is left to tell.
  process.send?.(message, undefined, {}, () => {})
}
