// A thread of the crew: plays the scenarios it is sent, and says when it is ready for more.

import { parentPort, workerData } from 'node:worker_threads'
import type { Scenario } from '../model/scenario.js'
import { type PlayOptions, playInTurn } from './play.js'
import { openTarget } from './targets.js'

export interface Hand extends PlayOptions {
  readonly target: string
}

const port = parentPort
if (port === null) throw new Error('this runs in a thread of its own')

const { target: name, ...options } = workerData as Hand
const target = await openTarget(name)
port.on('message', (scenarios: readonly Scenario[]) => {
  play(scenarios).catch((error: unknown) => {
    // Nobody waits for this promise: what is thrown here ends the thread, and the run with it.
    setImmediate(() => {
      throw error
    })
  })
})
port.postMessage('ready')

async function play(scenarios: readonly Scenario[]): Promise<void> {
  for await (const played of playInTurn(target, scenarios, options)) port?.postMessage(played)
  port?.postMessage('ready')
}
