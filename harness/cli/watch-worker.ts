// One thread of `frostproof watch`: a fresh copy of the code as it was built last. It waits with the
// packages loaded that never change, so that after a change only our own code is to be loaded.

import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { parentPort } from 'node:worker_threads'
import type { FeatureCompiler } from '../cucumber/compile.js'
import type { Scenario } from '../model/scenario.js'
import type { Verdict } from '../model/verdict.js'
import type { Target } from '../targets/target.js'

export interface WatchedFile {
  /** Absolute. */
  readonly path: string
  /** What ids and lines call it. */
  readonly name: string
}

export interface WorkerOrder {
  readonly files: readonly WatchedFile[]
  /** Whether it is to say which code each file ran. */
  readonly cover: boolean
  /** Where compiled code lies, as the beginning of a URL. */
  readonly code: string
  readonly seed: number
}

export interface WatchedResult {
  readonly id: string
  readonly verdict: Verdict
  readonly reason: string | null
}

/** What became of one file. */
export interface FileOutcome {
  readonly kind: 'file'
  readonly file: WatchedFile
  readonly results: readonly WatchedResult[]
  /** Why it could not be replayed at all. */
  readonly problem: string | null
  /** Modules of which something ran, relative to the code. */
  readonly touched: readonly string[] | null
  readonly ms: number
}

export type WorkerEvent =
  | FileOutcome
  /** Every module there is in this thread, relative to the code. */
  | { readonly kind: 'loaded'; readonly modules: readonly string[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'broken'; readonly message: string }

let loaded: Promise<Tools> | undefined
let coverage: Session | undefined

const port = parentPort
if (port !== null) {
  port.on('message', (order: WorkerOrder) => {
    work(order, (event) => port.postMessage(event)).catch((thrown: unknown) => {
      const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      port.postMessage({ kind: 'broken', message } satisfies WorkerEvent)
    })
  })
  await Promise.all([
    import('zod'),
    import('yaml'),
    import('saxes'),
    import('@cucumber/gherkin'),
    import('@cucumber/messages'),
    import('@cucumber/cucumber-expressions'),
  ])
}

interface Tools {
  readonly compiler: FeatureCompiler
  readonly target: Target
  readonly replay: typeof import('../scenario/replay.js').replay
  readonly readScenarioFile: typeof import('./scenario-file.js').readScenarioFile
}

async function work(order: WorkerOrder, tell: (event: WorkerEvent) => void): Promise<void> {
  if (order.cover) startCoverage()
  loaded ??= load()
  const tools = await loaded
  if (order.cover) tell({ kind: 'loaded', modules: takeCoverage(order.code).all })
  for (const file of order.files) tell(await replayFile(file, order, tools))
  tell({ kind: 'done' })
}

async function load(): Promise<Tools> {
  const [{ replay }, { engineTarget }, { FeatureCompiler }, { readScenarioFile }] =
    await Promise.all([
      import('../scenario/replay.js'),
      import('../targets/engine/index.js'),
      import('../cucumber/compile.js'),
      import('./scenario-file.js'),
      import('../../steps/index.js'),
    ])
  return { compiler: new FeatureCompiler(), target: engineTarget(), replay, readScenarioFile }
}

async function replayFile(
  file: WatchedFile,
  { cover, code, seed }: WorkerOrder,
  tools: Tools,
): Promise<FileOutcome> {
  const began = performance.now()
  const wallMs = () => performance.now()
  const results: WatchedResult[] = []
  let problem: string | null = null
  try {
    for (const scenario of scenariosIn(file, tools)) {
      const { verdict, reason } = await tools.replay(tools.target, scenario, {
        seed,
        trace: false,
        wallMs,
      })
      results.push({ id: scenario.id, verdict, reason })
    }
  } catch (thrown) {
    problem = thrown instanceof Error ? thrown.message : String(thrown)
  }
  const ms = performance.now() - began
  const touched = cover ? takeCoverage(code).touched : null
  return { kind: 'file', file, results, problem, touched, ms }
}

function scenariosIn({ path, name }: WatchedFile, tools: Tools): Scenario[] {
  if (!path.endsWith('.feature')) return [tools.readScenarioFile(path, name)]
  return tools.compiler.compile(name, readFileSync(path, 'utf8'))
}

function startCoverage(): void {
  if (coverage !== undefined) return
  coverage = new Session()
  coverage.connect()
  coverage.post('Profiler.enable')
  coverage.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
}

interface Coverage {
  /** Every module there is. */
  readonly all: string[]
  /** Modules of which a function ran since this was last asked; loading one alone does not count. */
  readonly touched: string[]
}

function takeCoverage(code: string): Coverage {
  const all: string[] = []
  const touched: string[] = []
  coverage?.post('Profiler.takePreciseCoverage', (error, taken) => {
    if (error !== null) return
    for (const { url, functions } of taken.result) {
      if (!url.startsWith(code)) continue
      const module = url.slice(code.length)
      all.push(module)
      const ran = functions.some(
        ({ ranges }, index) => index > 0 && ranges.some(({ count }) => count > 0),
      )
      if (ran) touched.push(module)
    }
  })
  return { all, touched }
}
