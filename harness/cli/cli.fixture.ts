// What the tests of the command line share: a command line run in this process, with what it said.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from './main.js'

export interface Said {
  readonly exitCode: number
  readonly out: string
  readonly error: string
}

export async function say(
  argv: readonly string[],
  options: { cwd?: string; isTerminal?: boolean; env?: Readonly<Record<string, string>> } = {},
): Promise<Said> {
  let out = ''
  let error = ''
  const exitCode = await main(argv, {
    cwd: options.cwd ?? process.cwd(),
    isTerminal: options.isTerminal ?? false,
    env: options.env ?? {},
    out: (text) => {
      out += text
    },
    error: (text) => {
      error += text
    },
  })
  return { exitCode, out, error }
}

/** A directory of its own for one test, with these files in it, gone afterwards. */
export async function inDirectory(
  files: Readonly<Record<string, string>>,
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'frostproof-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
    await work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A driver that supports what it is told to and answers every command with a delay and nothing. */
export const DRIVER = `
import { createInterface } from 'node:readline'
const [delay, ...capabilities] = process.argv.slice(2)
const END = { receipts: [], virtualMs: 0, residue: [], refusals: [], unreached: [], trace: [] }
const RESULTS = {
  describe: { protocol: 1, name: 'slow', version: '1', capabilities, deterministic: false },
  open: { session: 's' },
  perform: { kind: 'not-supported', reason: 'it only waits' },
  finish: END,
  close: {},
}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method } = JSON.parse(line)
  if (method === 'open') await new Promise((resolve) => setTimeout(resolve, Number(delay)))
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: RESULTS[method] }) + '\\n')
  if (method === 'close') process.exit(0)
}
`
