import { openTarget } from './targets.js'
import { EXIT } from './usage.js'

/** The engine as somebody else's driver: requests on standard input, answers on standard output. */
export async function drive(): Promise<number> {
  const { drive: serve } = await import('../targets/driver/index.js')
  await serve(process.stdin, process.stdout, await openTarget('engine'))
  // Standard input may still be open when the peer said close.
  process.stdin.destroy()
  return EXIT.conformant
}
