import { wantsColors } from './paint.js'

/** What a command sees of the process it runs in; tests hand in their own. */
export interface Io {
  readonly cwd: string
  /** Standard error is a terminal: progress may be drawn on it. */
  readonly isTerminal: boolean
  /** Standard output is a terminal that may show colours. */
  readonly hasColors?: boolean
  /** The variables that pipelines and terminals set; none in a test that gives none. */
  readonly env?: Readonly<Record<string, string | undefined>>
  out(text: string): void
  error(text: string): void
}

export function processIo(): Io {
  // A reader that has seen enough (`| head`) ends the output, not the command.
  process.stdout.on('error', ignoreClosedPipe)
  process.stderr.on('error', ignoreClosedPipe)
  return {
    cwd: process.cwd(),
    isTerminal: process.stderr.isTTY === true,
    hasColors: wantsColors(process.stdout.isTTY === true, process.env),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
