// What the engine must not touch: clocks, dice, locales, the process and everything asynchronous.
// Its time and its randomness come from the world, or a seed would not be a run.

import ts from 'typescript'
import { placeOf, type Source, walk } from './sources.js'

const CLOCK = 'use the world clock'
const AGENDA = 'let a process wait in the world'
const DICE = "draw from a stream split from the world's seed"
const PORT = 'it belongs behind a port'
const PLAIN = 'write the format out'
const SYNCHRONOUS = 'the engine is synchronous; what waits is a process (a generator)'

/** Globals, by name; a member is written with a dot. */
const BANNED_GLOBALS: Readonly<Record<string, string>> = {
  'Date.now': CLOCK,
  Date: CLOCK,
  performance: CLOCK,
  setTimeout: AGENDA,
  setInterval: AGENDA,
  setImmediate: AGENDA,
  queueMicrotask: AGENDA,
  'Math.random': DICE,
  crypto: DICE,
  process: PORT,
  Buffer: 'use Uint8Array and engine/base',
  console: 'write to the trace',
  Intl: PLAIN,
  Promise: SYNCHRONOUS,
  fetch: PORT,
}

/** Methods of any value, by the beginning of their name. */
const BANNED_METHODS: Readonly<Record<string, string>> = {
  toLocale: PLAIN,
  localeCompare: 'compare with < and >',
}

export function checkBanned(source: Source): string[] {
  const declared = declaredNames(source)
  const complaints: string[] = []
  for (const node of walk(source.tree)) {
    const found = bannedGlobal(node, declared) ?? bannedMethod(node) ?? bannedSyntax(node)
    if (found === undefined) continue
    complaints.push(`${placeOf(source, node)}: \`${found.what}\` is banned, ${found.instead}`)
  }
  return complaints
}

interface Found {
  readonly what: string
  readonly instead: string
}

function bannedGlobal(node: ts.Node, declared: ReadonlySet<string>): Found | undefined {
  if (!ts.isIdentifier(node) || declared.has(node.text) || !isReference(node)) return undefined
  const { parent } = node
  const member =
    ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : ''
  for (const what of [`${node.text}.${member}`, node.text]) {
    const instead = Object.hasOwn(BANNED_GLOBALS, what) ? BANNED_GLOBALS[what] : undefined
    if (instead !== undefined) return { what, instead }
  }
  return undefined
}

/** Not the name of a member, a key or a label. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  const isKey =
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isGetAccessorDeclaration(parent)
  return !(isKey && parent.name === node)
}

function bannedMethod(node: ts.Node): Found | undefined {
  if (!ts.isPropertyAccessExpression(node)) return undefined
  const name = node.name.text
  const [, instead] = Object.entries(BANNED_METHODS).find(([start]) => name.startsWith(start)) ?? []
  return instead === undefined ? undefined : { what: name, instead }
}

function bannedSyntax(node: ts.Node): Found | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return { what: 'async', instead: SYNCHRONOUS }
  if (node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node))
    return { what: 'await', instead: SYNCHRONOUS }
  return undefined
}

/** Names the file gives to something itself: those are not the globals. */
function declaredNames(source: Source): Set<string> {
  const names = new Set<string>()
  for (const node of walk(source.tree)) {
    const name = isDeclaration(node) ? node.name : undefined
    if (name !== undefined && ts.isIdentifier(name)) names.add(name.text)
  }
  return names
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportSpecifier(node)
  )
}
