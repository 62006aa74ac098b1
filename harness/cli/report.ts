// `frostproof report`: folds the record of a report directory once more. That is how the record of a
// run that was killed becomes readable: every file then says that the run did not end.

import { resolve } from 'node:path'
import { writeFolded } from '../report/fold.js'
import type { Io } from './io.js'
import { recordIn } from './record-folder.js'
import { closingJson, closingLines } from './summary.js'

export async function report(
  directory: string,
  { json }: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const record = recordIn(directory, 'fold', io.cwd)
  const folder = resolve(io.cwd, directory)
  const folded = writeFolded(folder, record)
  io.out((json ? closingJson : closingLines)(folded, folder, io))
  return folded.outcome.exitCode
}
