// The command line. Everything but the two quickest answers is imported when it is asked for, so
// that `--help` and `--version` cost little more than starting Node.

import { type Io, processIo } from './io.js'
import { EXIT, Failure, oneLine, UsageError } from './usage.js'

/** Runs one command line and gives its exit code; what a person did wrong is one line, never a stack. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
      const { packageVersion } = await import('./place.js')
      io.out(`${packageVersion()}\n`)
      return EXIT.conformant
    }
    const { runProgram } = await import('./program.js')
    return await runProgram(argv, io)
  } catch (thrown) {
    return report(thrown, io)
  }
}

function report(thrown: unknown, io: Io): number {
  if (thrown instanceof UsageError) {
    io.error(`frostproof: ${oneLine(thrown.message, thrown.hint)}\n`)
    return EXIT.usage
  }
  if (thrown instanceof Failure) {
    io.error(`frostproof: ${oneLine(thrown.message)}\n`)
    return EXIT.failed
  }
  if (isSystemError(thrown)) {
    io.error(`frostproof: the harness failed: ${oneLine(thrown.message)}\n`)
    return EXIT.failed
  }
  // A bug of frostproof: here the stack is what helps.
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  io.error(`frostproof: the harness failed: ${text}\n`)
  return EXIT.failed
}

/** A full disk or a missing right: the stack would say nothing that the message does not. */
function isSystemError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'syscall' in thrown && 'code' in thrown
}
