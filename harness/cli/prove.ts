// `frostproof prove`: shows that the suite can fail.

import { join } from 'node:path'
import { loadCatalogue } from '../clauses/catalogue.js'
import { prove as proveSuite } from '../sabotage/prove.js'
import { suiteOf } from './header.js'
import type { Io } from './io.js'
import { packageRoot } from './place.js'
import { loadWholeSuite } from './suite.js'
import { openTarget } from './targets.js'
import { Failure } from './usage.js'

interface ProveOptions {
  readonly json?: boolean
  readonly quick?: boolean
}

export async function prove(options: ProveOptions, io: Io): Promise<number> {
  const report = await attempt(() =>
    proveAll(options, {
      ...io,
      // What a person reads would stand in the way of what a program reads.
      out: options.json ? () => {} : io.out,
    }),
  )
  if (options.json) {
    const { schema, ...rest } = report
    const made = { suite: suiteOf(loadCatalogue()), madeAt: new Date().toISOString() }
    io.out(`${JSON.stringify({ schema, ...made, ...rest })}\n`)
  }
  return report.exitCode
}

async function proveAll(options: ProveOptions, io: Io) {
  return await proveSuite({
    suite: await loadWholeSuite({ cwd: io.cwd }),
    catalogue: loadCatalogue(),
    target: () => openTarget('engine'),
    dist: join(packageRoot, 'dist'),
    quick: options.quick === true,
    write: (line) => io.out(`${line}\n`),
    progress: (done, all) => {
      if (io.isTerminal) io.error(`\r\u001b[2K${done === all ? '' : `${done} of ${all} rows`}`)
    },
  })
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException | null)?.code
    if (code !== 'ENOENT') throw thrown
    throw new Failure(`cannot prove: ${(thrown as Error).message}`)
  }
}
