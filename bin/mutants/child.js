// Replays scenarios in a copy of the project whose engine has switches; see ask.js.

import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [work] = process.argv.slice(2)
const at = (file) => pathToFileURL(path.join(work, 'dist', file)).href
const { engineTarget } = await import(at('harness/targets/engine/index.js'))
const { loadWholeSuite } = await import(at('harness/cli/suite.js'))
const { replay } = await import(at('harness/scenario/replay.js'))
const stryker = globalThis.__stryker__ ?? {}
globalThis.__stryker__ = stryker

const OPTIONS = { seed: 1, trace: false, wallMs: () => performance.now() }

process.once('message', ({ scenarios }) => {
  void (scenarios === null ? cover() : kill(scenarios)).then((answer) => {
    process.send(answer, () => process.disconnect())
  })
})

async function cover() {
  const suite = await loadWholeSuite({ cwd: work })
  const failed = []
  const scenarios = []
  // Worlds are prepared once: what runs there concerns every scenario that starts from one.
  for (const scenario of suite.scenarios) await replay(engineTarget(), scenario, OPTIONS)
  const atStart = Object.keys(stryker.mutantCoverage?.static ?? {})
  for (const [index, scenario] of suite.scenarios.entries()) {
    stryker.currentTestId = String(index)
    const { verdict, durationMs } = await replay(engineTarget(), scenario, OPTIONS)
    if (verdict !== 'passed') failed.push(scenario.id)
    const switches = Object.keys(stryker.mutantCoverage?.perTest[String(index)] ?? {})
    scenarios.push({ index, ms: durationMs, switches })
  }
  return { failed, scenarios, atStart }
}

async function kill(indexes) {
  const suite = await loadWholeSuite({ cwd: work })
  for (const index of indexes) {
    const scenario = suite.scenarios[index]
    const { verdict, reason } = await replay(engineTarget(), scenario, OPTIONS)
    if (verdict !== 'passed')
      return { outcome: 'killed', by: `${scenario.id}: ${verdict}, ${reason}`.slice(0, 300) }
  }
  return { outcome: 'survived' }
}
