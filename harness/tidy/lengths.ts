// A function fits a screen, a file can be read in one go.

import ts from 'typescript'
import { placeOf, type Source, walk } from './sources.js'

const FUNCTION_LINES_MAX = 70
const FILE_LINES_MAX = 400

/** Files that may be longer, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {
  'harness/model/commands.ts': 'one table of all commands, read by looking up',
}

export function checkLengths(source: Source): string[] {
  return [...checkFile(source), ...checkFunctions(source)]
}

/** Names of the list that need not be on it, so that the list stays short. */
export function needlessExceptions(sources: readonly Source[]): string[] {
  const isLong = (file: string) =>
    sources.some((source) => source.file === file && lineCount(source.text) > FILE_LINES_MAX)
  return Object.keys(LONG_FILES).filter((file) => !isLong(file))
}

function checkFile({ file, text }: Source): string[] {
  const lines = lineCount(text)
  if (lines <= FILE_LINES_MAX || Object.hasOwn(LONG_FILES, file)) return []
  return [`${file}: ${lines} lines, at most ${FILE_LINES_MAX}`]
}

function lineCount(text: string): number {
  return text.trimEnd().split('\n').length
}

function checkFunctions(source: Source): string[] {
  const complaints: string[] = []
  for (const node of walk(source.tree)) {
    if (!ts.isFunctionLike(node) || !hasBody(node) || isGroupOfTests(node)) continue
    const lines = source.text.slice(node.getStart(source.tree), node.end).split('\n').length
    if (lines > FUNCTION_LINES_MAX)
      complaints.push(
        `${placeOf(source, node)}: a function of ${lines} lines, at most ${FUNCTION_LINES_MAX}`,
      )
  }
  return complaints
}

function hasBody(node: ts.SignatureDeclaration): boolean {
  return 'body' in node && node.body !== undefined
}

/** `describe('…', () => {…})` is a heading, not a function. */
function isGroupOfTests(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && call.expression.getText() === 'describe'
}
