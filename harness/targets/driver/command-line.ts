// `driver:my-driver --name "two words"`: the words of a command line, the same on every system and
// with no shell between, and how each system wants to be asked to start them.

import path from 'node:path'

/**
 * Cuts a command line into words. Quotes of both kinds keep blanks; inside double quotes `\"` is a
 * quote. A backslash is otherwise itself, since it parts the folders of a Windows path.
 */
export function parseCommandLine(line: string): readonly [string, ...string[]] {
  const words = [...line.matchAll(WORD)].map(([word]) => word.replaceAll(PART, unquote))
  const rest = line.replaceAll(WORD, '').trim()
  if (rest !== '')
    throw new Error(`reading the command line ${show(line)} failed: a quote is not closed`)
  const [program, ...args] = words
  if (program === undefined || program === '')
    throw new Error(
      `reading the command line ${show(line)} failed: it names no program\nHint: Write --target "driver:my-driver --flag".`,
    )
  return [program, ...args]
}

const PART = /"((?:\\"|[^"])*)"|'([^']*)'/g
const WORD = /(?:"(?:\\"|[^"])*"|'[^']*'|[^\s"'])+/g

function unquote(_part: string, double: string | undefined, single: string | undefined): string {
  return double === undefined ? (single ?? '') : double.replaceAll('\\"', '"')
}

function show(text: string): string {
  return JSON.stringify(text)
}

/** What starting a program depends on. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isFile: (path: string) => boolean
}

export interface Start {
  readonly file: string
  readonly args: readonly string[]
  /** The arguments are quoted already, for cmd.exe. */
  readonly verbatim: boolean
}

/**
 * Windows starts .exe files itself, but batch files, such as npx.cmd, only through cmd.exe; and it
 * adds no extension. So the program is looked up here, and only a batch file meets the shell, with
 * every character that means something there escaped.
 */
export function startOf(words: readonly [string, ...string[]], machine: Machine): Start {
  const [program, ...args] = words
  if (machine.platform !== 'win32') return { file: program, args, verbatim: false }
  const found = findOnWindows(program, machine) ?? program
  if (!/\.(cmd|bat)$/i.test(found)) return { file: found, args, verbatim: false }
  if (words.some((word) => /[\r\n\0]/.test(word)))
    throw new Error(`starting "${program}" failed: a batch file takes no argument of several lines`)
  const line = [escapeForCmd(found), ...args.map(quoteForBatch)].join(' ')
  return {
    file: machine.env['ComSpec'] ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${line}"`],
    verbatim: true,
  }
}

function findOnWindows(program: string, { env, isFile }: Machine): string | undefined {
  const { win32 } = path
  const folders = /[\\/:]/.test(program) ? [''] : (env['Path'] ?? env['PATH'] ?? '').split(';')
  const extensions = (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')
  const names = win32.extname(program) === '' ? [] : [program]
  names.push(...extensions.map((extension) => program + extension))
  const places = folders.flatMap((folder) =>
    names.map((name) => (folder === '' ? win32.normalize(name) : win32.join(folder, name))),
  )
  return places.find(isFile)
}

function escapeForCmd(text: string): string {
  return text.replaceAll(/[()\][%!^"`<>&|;, *?]/g, '^$&')
}

/** Twice, for a batch file hands its arguments on with `%*`, and cmd.exe reads them again there. */
function quoteForBatch(argument: string): string {
  const quoted = argument.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')
  return escapeForCmd(escapeForCmd(`"${quoted}"`))
}
