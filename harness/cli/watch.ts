// `frostproof watch`: replays what a saved file concerns. A feature or a scenario file concerns
// itself. Code concerns the files that ran something of it: one pass at the start learns which do.
//
// Code cannot be loaded twice into one thread, so each change of code takes a new one; there is
// always one that waits with everything loaded that does not change.

import { existsSync, watch as watchFolder } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { filesBelow, relativeName } from '../cucumber/suite.js'
import type { Io } from './io.js'
import { packageRoot } from './place.js'
import { DEFAULT_SEED } from './run.js'
import { EXIT, Failure, UsageError } from './usage.js'
import { Findings, lineOf } from './watch-findings.js'
import type { WatchedFile, WorkerEvent, WorkerOrder } from './watch-worker.js'

interface WatchOptions {
  readonly features?: readonly string[]
  readonly scenarios?: readonly string[]
}

const CODE_FOLDERS = ['engine', 'harness', 'steps']
/** An editor that saves several files, or one file in several strokes, means one change. */
const SETTLE_MS = 30

interface Folder {
  readonly path: string
  readonly root: string
  readonly endings: readonly string[]
}

export async function watch(options: WatchOptions, io: Io): Promise<number> {
  const folders = foldersOf(options, io.cwd)
  const files = folders.flatMap(filesIn)
  if (files.length === 0) throw new UsageError('there is nothing to watch: no feature, no scenario')
  if (import.meta.url.endsWith('.ts')) throw new Failure('cannot watch: the code is not built')
  const watching = new Watching(folders, io)
  return new Promise((end) => {
    const stop = () => void watching.stop().then(end)
    process.once('SIGINT', stop).once('SIGTERM', stop)
    watching.start(files)
  })
}

function foldersOf(options: WatchOptions, cwd: string): Folder[] {
  const own = (names: readonly string[] = [], endings: readonly string[]) =>
    names.map((name) => {
      const path = resolve(cwd, name)
      if (!existsSync(path)) throw new UsageError(`cannot watch "${name}": it is not there`)
      return { path, root: cwd, endings }
    })
  const mine = [...own(options.features, FEATURES), ...own(options.scenarios, SCENARIOS)]
  if (mine.length > 0) return mine
  const packaged = { root: packageRoot }
  return [
    { ...packaged, path: join(packageRoot, 'features'), endings: FEATURES },
    { ...packaged, path: join(packageRoot, 'scenarios'), endings: SCENARIOS },
  ]
}

const FEATURES = ['.feature']
const SCENARIOS = ['.yaml', '.yml']

function filesIn({ path, root, endings }: Folder): WatchedFile[] {
  return filesBelow(path, endings).map((file) => ({ path: file, name: relativeName(root, file) }))
}

class Watching {
  readonly #io: Io
  readonly #folders: readonly Folder[]
  readonly #findings = new Findings()
  readonly #changed = new Set<string>()
  readonly #closers: (() => void)[] = []
  #worker = newWorker()
  #standby = newWorker()
  #learner: Worker | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(folders: readonly Folder[], io: Io) {
    this.#folders = folders
    this.#io = io
  }

  start(files: readonly WatchedFile[]): void {
    for (const { path } of this.#folders) this.#listen(path)
    if (inCheckout()) for (const name of CODE_FOLDERS) this.#listen(join(packageRoot, name))
    const began = performance.now()
    const learner = newWorker()
    this.#learner = learner
    this.#io.out(`watching ${files.length} files; learning what each of them runs\n`)
    this.#replay(learner, { files, cover: true, began, what: 'everything' }, () => {
      this.#learner = undefined
      void learner.terminate()
    })
    // Loads the code, so that the first change need not wait for it.
    this.#worker.postMessage(orderOf([], true))
  }

  async stop(): Promise<number> {
    clearTimeout(this.#timer)
    for (const close of this.#closers) close()
    const workers = [this.#worker, this.#standby, ...(this.#learner ? [this.#learner] : [])]
    await Promise.all(workers.map((worker) => worker.terminate()))
    return this.#findings.open().length === 0 ? EXIT.conformant : EXIT.violated
  }

  #listen(folder: string): void {
    const watcher = watchFolder(folder, { recursive: true }, (_, name) => {
      if (name === null) return
      this.#changed.add(join(folder, name))
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#onChange(performance.now()), SETTLE_MS)
    })
    // A folder that goes away takes its watcher along, and nobody else.
    watcher.on('error', () => watcher.close())
    this.#closers.push(() => watcher.close())
  }

  async #onChange(began: number): Promise<void> {
    const changed = [...this.#changed]
    this.#changed.clear()
    const code = changed.flatMap(modulesOf)
    const own = changed.flatMap((path) => this.#watched(path))
    const gone = own.filter(({ path }) => !existsSync(path))
    for (const { name } of gone) this.#findings.forget(name)
    if (code.length > 0 && !(await this.#rebuilt())) return
    const there = own.filter((file) => !gone.includes(file))
    const files = unique([...there, ...(code.length > 0 ? this.#findings.concerned(code) : [])])
    if (files.length === 0) return
    const [first = ''] = [...code.map(sourceOf), ...own.map(({ name }) => name)]
    const what = `${first}${changed.length > 1 ? ` and ${changed.length - 1} more` : ''}`
    this.#replay(this.#worker, { files, cover: code.length === 0, began, what }, () => {})
  }

  /** The feature or scenario file that a path is, if it is one. */
  #watched(path: string): WatchedFile[] {
    const folder = this.#folders.find(
      (each) =>
        path.startsWith(each.path + sep) && each.endings.some((ending) => path.endsWith(ending)),
    )
    return folder === undefined ? [] : [{ path, name: relativeName(folder.root, path) }]
  }

  /** New code in dist/ and a thread that has not loaded the old; false when it does not compile. */
  async #rebuilt(): Promise<boolean> {
    try {
      const builder = (await import(pathToFileURL(builderPath()).href)) as Builder
      await builder.build(packageRoot)
    } catch (thrown) {
      this.#io.out(`cannot build: ${(thrown as Error).message}\n`)
      return false
    }
    void this.#worker.terminate()
    this.#worker = this.#standby
    this.#standby = newWorker()
    return true
  }

  #replay(worker: Worker, run: Run, done: () => void): void {
    const { files, cover, began, what } = run
    const order = orderOf(files, cover)
    const seen: string[] = []
    const onEvent = (event: WorkerEvent) => {
      if (event.kind === 'loaded') {
        this.#findings.loads(event.modules)
        return
      }
      if (event.kind === 'file') {
        seen.push(event.file.name)
        for (const line of this.#findings.note(event)) this.#io.out(`${line}\n`)
        return
      }
      worker.off('message', onEvent)
      if (event.kind === 'broken') this.#io.out(`cannot replay: ${event.message}\n`)
      else this.#io.out(lineOf(what, this.#findings.sumOf(seen), performance.now() - began))
      done()
    }
    worker.removeAllListeners('message').on('message', onEvent)
    worker.postMessage(order)
  }
}

interface Run {
  readonly files: readonly WatchedFile[]
  readonly cover: boolean
  /** When the change was seen. */
  readonly began: number
  readonly what: string
}

function orderOf(files: readonly WatchedFile[], cover: boolean): WorkerOrder {
  return { files, cover, code: codeUrl(), seed: DEFAULT_SEED }
}

interface Builder {
  build(root: string): Promise<void>
}

function newWorker(): Worker {
  const worker = new Worker(new URL('./watch-worker.js', import.meta.url))
  worker.unref()
  return worker
}

function builderPath(): string {
  return join(packageRoot, 'bin', 'build.js')
}

function inCheckout(): boolean {
  return existsSync(builderPath())
}

function codeUrl(): string {
  return pathToFileURL(join(packageRoot, 'dist') + sep).href
}

/** The compiled module of a source, if it is one that runs. */
function modulesOf(path: string): string[] {
  const name = relative(packageRoot, path).split(sep).join('/')
  if (!CODE_FOLDERS.some((folder) => name.startsWith(`${folder}/`))) return []
  if (!name.endsWith('.ts') || /\.(?:test|bench|fixture|d)\.ts$/.test(name)) return []
  return [name.replace(/\.ts$/, '.js')]
}

function sourceOf(module: string): string {
  return module.replace(/\.js$/, '.ts')
}

function unique(files: readonly WatchedFile[]): WatchedFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()]
}
