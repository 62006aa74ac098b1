// Who may import whom. One row per module; what is not listed is forbidden. A module is a folder or
// a file, and a file belongs to the longest row that fits it.

import path from 'node:path/posix'
import ts from 'typescript'
import { isTest, placeOf, type Source, walk } from './sources.js'

interface Row {
  readonly module: string
  /** Folders and files of the checkout; a module may always import from itself. */
  readonly may: readonly string[]
  /** Packages, and `node:` for all of Node's own. */
  readonly packages?: readonly string[]
  /** What may be loaded by `import()` when it is asked for, and not at start. */
  readonly late?: readonly string[]
  /** What its tests may import besides. */
  readonly tests?: readonly string[]
}

const PORT = 'harness/targets/target.ts'
const PLATFORM = ['engine/base', 'engine/sim']

/** Each part of the SQL engine may use those before it. */
const SQL_ORDER = [
  'page',
  'log',
  'buffer',
  'allocation',
  'recovery',
  'backup',
  'availability',
  'full-text',
  'vdi',
  'catalog',
  'tsql',
  'tds',
]

const SQL_ROWS: readonly Row[] = SQL_ORDER.map((part, index) => ({
  module: `engine/sql/${part}`,
  may: [
    ...PLATFORM,
    'engine/host',
    'engine/volume',
    ...SQL_ORDER.slice(0, index).map((lower) => `engine/sql/${lower}`),
  ],
}))

export const IMPORT_TABLE: readonly Row[] = [
  { module: 'engine/base', may: [] },
  { module: 'engine/sim', may: ['engine/base'] },
  { module: 'engine/host', may: PLATFORM },
  { module: 'engine/volume', may: PLATFORM },
  {
    module: 'engine/vss',
    may: [...PLATFORM, 'engine/host', 'engine/volume'],
    packages: ['saxes'],
  },
  ...SQL_ROWS,
  { module: 'engine/dtc', may: [...PLATFORM, 'engine/host'] },
  {
    // Connects the coordinators with the databases, which do not know them.
    module: 'engine/distributed.ts',
    may: [
      ...PLATFORM,
      'engine/host',
      'engine/volume',
      'engine/dtc/index.ts',
      'engine/sql/recovery/index.ts',
    ],
  },
  {
    // SQL Server on a machine: what its services start and end.
    module: 'engine/instances.ts',
    may: [
      ...PLATFORM,
      'engine/host',
      'engine/distributed.ts',
      'engine/sql/recovery/index.ts',
      'engine/sql/backup/index.ts',
      'engine/products/system-state/index.ts',
    ],
  },
  {
    module: 'engine/writers',
    may: [...PLATFORM, 'engine/host', 'engine/volume', 'engine/vss/index.ts', 'engine/sql/vdi'],
  },
  {
    module: 'engine/products',
    // A product is tested on a whole machine, which only the door of the engine makes.
    tests: ['engine/index.ts'],
    may: [
      ...PLATFORM,
      'engine/host',
      'engine/volume',
      'engine/vss/index.ts',
      'engine/sql/index.ts',
    ],
  },
  {
    // BEGIN DISTRIBUTED TRANSACTION, wired.
    module: 'engine/coordinator-port.ts',
    tests: ['engine/distributed-bank.fixture.ts', 'engine/sql/tsql/index.ts'],
    may: [
      ...PLATFORM,
      'engine/distributed.ts',
      'engine/sql/recovery/index.ts',
      'engine/sql/tsql/host.ts',
    ],
  },
  {
    // SQL Server by itself, on volumes that outlive the world.
    module: 'engine/standalone.ts',
    may: [
      ...PLATFORM,
      'engine/host',
      'engine/volume',
      'engine/distributed.ts',
      'engine/sql/recovery/index.ts',
      'engine/sql/backup/index.ts',
    ],
  },
  { module: 'engine/index.ts', may: ['engine'] },
  { module: 'engine/server.ts', may: ['engine'] },
  { module: 'harness/model', may: ['engine/base'], packages: ['zod'] },
  { module: 'harness/clauses', may: ['harness/model'], packages: ['node:', 'yaml'] },
  { module: 'harness/check', may: ['harness/model'] },
  {
    module: 'harness/scenario',
    may: ['harness/model', 'harness/check', PORT],
    packages: ['node:', 'yaml', 'zod'],
  },
  { module: PORT, may: ['harness/model'] },
  {
    module: 'harness/targets/engine',
    may: ['harness/model', PORT, 'engine/index.ts', 'engine/base'],
    packages: ['node:'],
  },
  {
    // The engine as a server of this machine.
    module: 'harness/targets/engine/serve',
    may: ['engine/index.ts', 'engine/server.ts', 'engine/base'],
    packages: ['node:'],
  },
  { module: 'harness/targets/miniatures', may: ['harness/model', PORT] },
  { module: 'harness/targets/wrappers', may: ['harness/model', PORT], packages: ['zod'] },
  {
    module: 'harness/targets/driver',
    may: ['harness/model', PORT],
    packages: ['node:', 'zod'],
  },
  {
    module: 'harness/targets/sqlserver',
    may: ['harness/model', PORT],
    packages: ['node:', 'mssql', 'testcontainers'],
  },
  {
    module: 'harness/cucumber',
    may: ['harness/model', 'harness/clauses', 'harness/check', 'harness/scenario', PORT],
    packages: ['node:', '@cucumber/'],
  },
  {
    // Where plain cucumber-js comes in: what harness/cli is to the command line.
    module: 'harness/cucumber/bridge.ts',
    may: ['harness/model', 'harness/cucumber', 'harness/scenario', 'steps/index.ts', PORT],
    packages: ['node:', '@cucumber/'],
    late: ['harness/targets'],
  },
  {
    module: 'harness/sabotage',
    may: ['harness/model', 'harness/clauses', 'harness/scenario', 'harness/targets/wrappers', PORT],
    packages: ['node:', 'p-limit', 'zod'],
  },
  { module: 'harness/faults', may: ['harness/model', PORT] },
  {
    module: 'harness/explore',
    may: ['harness/model', 'harness/check', 'harness/faults', 'harness/scenario', PORT],
  },
  {
    // What a browser runs; of the rest it may use types and what is pure.
    module: 'harness/report/page',
    may: ['harness/model/trace.ts', 'harness/model/record.ts', 'harness/report/exploration.ts'],
  },
  { module: 'harness/report', may: ['harness/model', 'harness/clauses'], packages: ['node:'] },
  {
    module: 'harness/tidy',
    may: ['harness/clauses', 'harness/model', 'harness/cucumber'],
    packages: ['node:', 'typescript', '@cucumber/', 'yaml'],
  },
  {
    module: 'harness/index.ts',
    may: [
      'harness/model',
      'harness/clauses',
      'harness/check',
      'harness/scenario',
      'harness/cucumber',
      'harness/report',
    ],
  },
  {
    module: 'harness/cli',
    may: [
      'harness/model',
      'harness/clauses',
      'harness/check',
      'harness/scenario',
      'harness/cucumber',
      'harness/sabotage',
      'harness/explore',
      'harness/report',
      'harness/index.ts',
      PORT,
    ],
    packages: ['node:', 'commander', 'p-limit', 'yaml', 'zod', '@cucumber/tag-expressions'],
    late: ['harness/targets', 'steps'],
  },
  {
    // A thread that has the packages of its code loaded before there is code to load.
    module: 'harness/cli/watch-worker.ts',
    may: ['harness/cli', 'harness/model', 'harness/cucumber', 'harness/scenario', PORT],
    packages: ['node:', 'zod', 'yaml', 'saxes', '@cucumber/'],
    late: ['harness/targets', 'steps'],
  },
  { module: 'steps', may: ['harness/index.ts'] },
]

/** Beside what their module may: tests generate, compile, read back what was written, and replay. */
const TEST_PACKAGES = [
  'node:',
  'vitest',
  'fast-check',
  '@swc/core',
  'playwright-core',
  'saxes',
  'yaml',
  'mssql',
  'tedious',
]
const TEST_MODULES = ['harness/scenario', 'harness/model', 'steps/index.ts']

export function checkImports(source: Source): string[] {
  const row = isTest(source.file) ? rowOfTest(source.file) : rowOf(source.file)
  if (row === undefined) return [`${source.file}: no row of the import table covers it`]
  const test = isTest(source.file)
  return importsOf(source).flatMap(({ specifier, late, node }) => {
    const reason = specifier.startsWith('.')
      ? refuseFile(row, { file: resolve(source.file, specifier), late, test })
      : refusePackage(row, { specifier, test })
    if (reason === undefined) return []
    return [`${placeOf(source, node)}: ${row.module} may not import ${reason}`]
  })
}

function rowOf(file: string): Row | undefined {
  const fitting = IMPORT_TABLE.filter((row) => isWithin(file, row.module))
  return fitting.sort((left, right) => right.module.length - left.module.length)[0]
}

/** A test belongs to the file it tests; that of a whole layer to the index of the layer. */
function rowOfTest(file: string): Row | undefined {
  const tested = file.replace(/\.(test|bench|fixture)\.ts$/, '.ts')
  return rowOf(tested) ?? rowOf(path.join(path.dirname(file), 'index.ts'))
}

function isWithin(file: string, module: string): boolean {
  return file === module || file.startsWith(`${module}/`)
}

function refuseFile(
  row: Row,
  target: { file: string; late: boolean; test: boolean },
): string | undefined {
  const allowed = [row.module, ...row.may]
  if (target.test) allowed.push(...TEST_MODULES, ...(row.tests ?? []))
  if (target.late || target.test) allowed.push(...(row.late ?? []))
  if (allowed.some((module) => isWithin(target.file, module))) return undefined
  if (row.late?.some((module) => isWithin(target.file, module)))
    return `${target.file} at start: load it with import() when it is asked for`
  return `${target.file}: only ${row.may.join(', ') || 'itself'}`
}

function refusePackage(row: Row, target: { specifier: string; test: boolean }): string | undefined {
  const allowed = [...(row.packages ?? []), ...(target.test ? TEST_PACKAGES : [])]
  const fits = (name: string) =>
    /[:/]$/.test(name) ? target.specifier.startsWith(name) : isWithin(target.specifier, name)
  if (allowed.some(fits)) return undefined
  return `${target.specifier}: ${allowed.length === 0 ? 'no package' : `only ${allowed.join(', ')}`}`
}

export interface Import {
  readonly specifier: string
  /** By `import()`, when it is asked for. */
  readonly late: boolean
  readonly node: ts.Node
}

/** Imports, re-exports, import types and `import()` of a source, with fixed specifiers. */
export function importsOf(source: Source): Import[] {
  const imports: Import[] = []
  for (const node of walk(source.tree)) {
    const late = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    const specifier = late ? node.arguments[0] : specifierOf(node)
    if (specifier !== undefined && ts.isStringLiteralLike(specifier))
      imports.push({ specifier: specifier.text, late, node })
  }
  return imports
}

function specifierOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const { literal } = node.argument
    return ts.isStringLiteral(literal) ? literal : undefined
  }
  return undefined
}

/** The source file a relative specifier names. */
export function resolve(from: string, specifier: string): string {
  return path.join(path.dirname(from), specifier).replace(/\.js$/, '.ts')
}
