// `frostproof diff`: what changed between two reports, and why.

import { diffMarkdown, diffRecords, diffText } from '../report/index.js'
import type { Io } from './io.js'
import { recordIn } from './record-folder.js'
import { EXIT, UsageError } from './usage.js'

interface DiffFlags {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly slower?: number
}

export async function diff(
  [before, after]: readonly [string, string],
  { json, markdown, slower }: DiffFlags,
  io: Io,
): Promise<number> {
  if (json && markdown) throw new UsageError('"--json" and "--markdown" exclude each other')
  const found = diffRecords(
    recordIn(before, 'compare', io.cwd),
    recordIn(after, 'compare', io.cwd),
    {
      ...(slower === undefined ? {} : { slower }),
    },
  )
  io.out(json ? `${JSON.stringify(found)}\n` : markdown ? diffMarkdown(found) : diffText(found))
  if (found.regression) return EXIT.violated
  return found.old.complete && found.new.complete ? EXIT.conformant : EXIT.undecided
}
