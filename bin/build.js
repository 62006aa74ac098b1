#!/usr/bin/env node
// Compiles the checkout into dist/: node bin/build.js [--declarations]
//
//   engine/**, harness/**, steps/**  *.ts    ->  the same path under dist/, one .js each
//   harness/sabotage/*.yaml, engine sources  ->  dist/sabotage/<id>.js and dist/sabotage.json
//   harness/clauses/*.yaml                   ->  dist/clauses.json
//   harness/report/page/**  *.ts, *.css      ->  dist/page.json, script and style of the report's pages
//
// Only what is stale is compiled: dist/.build.json remembers time and size of every input. Nothing
// but the file system is touched when nothing is stale, and the compiler is loaded only when
// something is. Outputs are written beside their place and renamed, so that a run which reads
// dist/ while another one builds sees whole files.
//
// dist/sabotage.json is a list of { id, clause, file, module, source, find, replace, slipped?, error? }:
// `module` (relative to dist/) is to be loaded in place of `file` (relative to dist/). A row whose
// `find` does not occur exactly once has an `error` and no module.

import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const SOURCE_FOLDERS = ['engine', 'harness', 'steps']
const CLAUSES_FOLDER = 'harness/clauses/'
const SABOTAGE_FOLDER = 'harness/sabotage/'
/** What a browser runs: bundled, never loaded by Node. */
const PAGE_FOLDER = 'harness/report/page/'
/** Tests of the sources, in files that are no tests by name; no run needs them. */
const TIDY_FOLDER = 'harness/tidy/'
const MANIFEST = '.build.json'
/** Part of the manifest: another number compiles everything again. */
const FORMAT = 1

/** What the person has to mend; anything else that is thrown is a bug of this file. */
export class BuildError extends Error {}

/** Brings dist/ up to date. */
export async function build(root) {
  const dist = path.join(root, 'dist')
  const inputs = findInputs(root)
  const known = readManifest(dist)
  const gone = Object.keys(known).filter((file) => !(file in inputs))
  const stale = Object.keys(inputs).filter((file) => known[file] !== inputs[file])
  if (stale.length + gone.length === 0) return

  if (Object.keys(known).length === 0) fs.rmSync(dist, { recursive: true, force: true })
  for (const file of gone.filter(isModule)) removeOutput(dist, file)
  const modules = stale.filter(isModule)
  const compile = modules.length > 0 ? await loadCompiler() : undefined
  const failures = modules.flatMap((file) => compileModule({ root, dist, file, compile }))
  if (failures.length > 0) throw new BuildError(failures.join('\n'))

  const changed = [...stale, ...gone]
  await buildSabotage({ root, dist, inputs, changed, compile })
  await buildClauses(dist, changed)
  await buildPage({ root, dist, inputs, changed })
  write(path.join(dist, MANIFEST), JSON.stringify({ format: FORMAT, inputs }))
}

/** Every input with its stamp: `<time>:<size>`. */
function findInputs(root) {
  const inputs = {}
  for (const folder of SOURCE_FOLDERS) collect(root, folder, inputs)
  return inputs
}

function collect(root, folder, inputs) {
  const place = path.join(root, folder)
  if (!fs.existsSync(place)) return
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) collect(root, file, inputs)
    else if (isInput(file)) {
      const { mtimeMs, size } = fs.statSync(path.join(place, entry.name))
      inputs[file] = `${mtimeMs}:${size}`
    }
  }
}

function isInput(file) {
  if (isModule(file) || isPage(file)) return true
  if (!file.endsWith('.yaml')) return false
  return file.startsWith(CLAUSES_FOLDER) || file.startsWith(SABOTAGE_FOLDER)
}

function isModule(file) {
  if (!file.endsWith('.ts') || file.startsWith(TIDY_FOLDER) || isPage(file)) return false
  return !/\.test\.|\.d\.ts$/.test(file)
}

function isPage(file) {
  return file.startsWith(PAGE_FOLDER) && /\.(?:ts|css)$/.test(file) && !/\.test\.ts$/.test(file)
}

function readManifest(dist) {
  try {
    const manifest = JSON.parse(fs.readFileSync(path.join(dist, MANIFEST), 'utf8'))
    return manifest.format === FORMAT ? manifest.inputs : {}
  } catch {
    return {}
  }
}

function outputOf(file) {
  return file.replace(/\.ts$/, '.js')
}

function removeOutput(dist, file) {
  const output = path.join(dist, outputOf(file))
  for (const each of [output, `${output}.map`, output.replace(/\.js$/, '.d.ts')]) {
    fs.rmSync(each, { force: true })
  }
}

/** One source to one module of the same lines of thought; what the types said is dropped. */
async function loadCompiler() {
  let swc
  try {
    swc = await import('@swc/core')
  } catch (cause) {
    throw new BuildError(
      'cannot compile the sources: the package "@swc/core" is not installed\n' +
        'Hint: run `npm ci` in the checkout (with development dependencies).',
      { cause },
    )
  }
  return (text, file) =>
    swc.transformSync(text, {
      filename: file,
      sourceFileName: file,
      sourceMaps: true,
      configFile: false,
      swcrc: false,
      isModule: true,
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript' },
        transform: { verbatimModuleSyntax: true },
      },
    })
}

/** Returns what went wrong: nothing, or one message. */
function compileModule({ root, dist, file, compile }) {
  const output = path.join(dist, outputOf(file))
  const up = path.relative(path.dirname(output), path.join(root, file)).split(path.sep).join('/')
  try {
    const { code, map } = compile(fs.readFileSync(path.join(root, file), 'utf8'), up)
    write(`${output}.map`, map)
    write(output, `${code}//# sourceMappingURL=${path.basename(output)}.map\n`)
    return []
  } catch (error) {
    return [`cannot compile "${file}": ${withoutTrace(error.message)}`]
  }
}

/** The compiler's message without what happened inside the compiler. */
function withoutTrace(message) {
  return message.split('\n\n\nCaused by:')[0].trim()
}

/** Rows are few and quick; all are made again when a row file or a source that a row names changed. */
async function buildSabotage({ root, dist, inputs, changed, compile }) {
  const index = path.join(dist, 'sabotage.json')
  const rowsChanged = changed.some((file) => file.startsWith(SABOTAGE_FOLDER) && !isModule(file))
  const before = fs.existsSync(index) ? JSON.parse(fs.readFileSync(index, 'utf8')) : []
  const rows = rowsChanged ? await readSabotageRows(root, inputs) : before
  const old = new Map(before.map((entry) => [entry.id, entry]))
  const isStale = (row) => changed.includes(row.source) || !sameRow(row, old.get(row.id))
  const stale = new Set(rows.filter(isStale))
  const removed = before.filter((entry) => !rows.some((row) => row.id === entry.id))
  if (stale.size + removed.length === 0 && (before.length > 0 || rows.length === 0)) {
    if (!fs.existsSync(index)) write(index, '[]\n')
    return
  }
  for (const entry of removed) fs.rmSync(path.join(dist, entry.module), { force: true })
  const transpile = compile ?? (await loadCompiler())
  const entries = rows.map((row) =>
    stale.has(row) ? sabotage({ root, dist, row, transpile }) : { ...old.get(row.id) },
  )
  write(index, `${JSON.stringify(entries, null, 1)}\n`)
}

function sameRow(row, entry) {
  const keys = ['clause', 'source', 'find', 'replace', 'slipped']
  return entry !== undefined && keys.every((key) => entry[key] === row[key])
}

async function readSabotageRows(root, inputs) {
  const { parse } = await import('yaml')
  const seen = new Map()
  const files = Object.keys(inputs).filter((file) => file.startsWith(SABOTAGE_FOLDER))
  return files
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readRowFile(root, file, parse))
    .map(({ clause, file, find, replace, slipped }) => {
      const count = (seen.get(clause) ?? 0) + 1
      seen.set(clause, count)
      const id = count === 1 ? clause : `${clause}.${count}`
      return { id, clause, source: file, find, replace, slipped }
    })
}

function readRowFile(root, file, parse) {
  try {
    return parse(fs.readFileSync(path.join(root, file), 'utf8')) ?? []
  } catch (cause) {
    throw new BuildError(`cannot read "${file}": ${cause.message}`, { cause })
  }
}

function sabotage({ root, dist, row, transpile }) {
  const file = outputOf(row.source)
  const { error, ...fields } = row
  const entry = { ...fields, file, module: `sabotage/${row.id}.js` }
  fs.rmSync(path.join(dist, entry.module), { force: true })
  const source = path.join(root, row.source)
  if (!fs.existsSync(source)) return { ...entry, error: `there is no file "${row.source}"` }
  const parts = fs.readFileSync(source, 'utf8').split(row.find)
  if (parts.length !== 2) {
    const times = parts.length - 1
    return { ...entry, error: `"${row.find}" occurs ${times} times in "${row.source}", not once` }
  }
  try {
    write(path.join(dist, entry.module), transpile(parts.join(row.replace), row.source).code)
    return entry
  } catch (error) {
    return {
      ...entry,
      error: `the changed "${row.source}" cannot be compiled: ${withoutTrace(error.message)}`,
    }
  }
}

/** The catalogue as JSON: reading it as YAML at every start would cost most of the start. */
async function buildClauses(dist, changed) {
  const target = path.join(dist, 'clauses.json')
  const stale = changed.some((file) => file.startsWith(CLAUSES_FOLDER)) || !fs.existsSync(target)
  const compiler = path.join(dist, CLAUSES_FOLDER, 'compile.js')
  if (!stale || !fs.existsSync(compiler)) return
  // The query keeps a long-lived process from being given the module of an earlier build.
  const url = `${pathToFileURL(compiler)}?at=${fs.statSync(compiler).mtimeMs}`
  const { compileCatalogue } = await import(url)
  try {
    write(target, compileCatalogue())
  } catch (error) {
    throw new BuildError(`cannot compile the catalogue: ${error.message}`, { cause: error })
  }
}

/** One script and one style, small enough to stand in every report. */
async function buildPage({ root, dist, inputs, changed }) {
  const target = path.join(dist, 'page.json')
  if (fs.existsSync(target) && !changed.some(isPage)) return
  const entry = path.join(root, PAGE_FOLDER, 'main.ts')
  if (!fs.existsSync(entry)) return
  const { build: bundle, transformWithEsbuild } = await loadBundler()
  try {
    const bundled = await bundle({
      configFile: false,
      logLevel: 'silent',
      root,
      build: {
        write: false,
        target: 'es2022',
        minify: 'esbuild',
        lib: { entry, formats: ['iife'], name: 'page' },
      },
    })
    const [{ output }] = [bundled].flat()
    const sheets = Object.keys(inputs).filter((file) => isPage(file) && file.endsWith('.css'))
    const css = sheets.sort().map((file) => fs.readFileSync(path.join(root, file), 'utf8'))
    const style = await transformWithEsbuild(css.join('\n'), 'page.css', {
      loader: 'css',
      minify: true,
      sourcemap: false,
    })
    write(target, JSON.stringify({ script: output[0].code.trim(), style: style.code.trim() }))
  } catch (error) {
    throw new BuildError(`cannot bundle "${PAGE_FOLDER}": ${error.message}`, { cause: error })
  }
}

async function loadBundler() {
  try {
    return await import('vite')
  } catch (cause) {
    throw new BuildError(
      'cannot bundle the pages of the report: the package "vite" is not installed\n' +
        'Hint: run `npm ci` in the checkout (with development dependencies).',
      { cause },
    )
  }
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const beside = `${file}.${process.pid}`
  fs.writeFileSync(beside, text)
  fs.renameSync(beside, file)
}

/** The types of the public entry, for the package: what `harness/index.ts` reaches and no more. */
async function emitDeclarations(root) {
  const { default: ts } = await import('typescript')
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const entry = path.join(root, 'harness', 'index.ts')
  const program = ts.createProgram([entry], { ...options, emitDeclarationOnly: true })
  const { diagnostics } = program.emit()
  const all = [...ts.getPreEmitDiagnostics(program), ...diagnostics]
  if (all.length === 0) return
  const host = { getCanonicalFileName: (f) => f, getCurrentDirectory: () => root, getNewLine }
  throw new BuildError(ts.formatDiagnostics(all, host))
}

function getNewLine() {
  return '\n'
}

/** Rows that fit no source hurt nobody but `prove`, so only an outright build fails on them. */
function checkSabotage(root) {
  const entries = JSON.parse(fs.readFileSync(path.join(root, 'dist', 'sabotage.json'), 'utf8'))
  const broken = entries.filter(({ error }) => error !== undefined)
  if (broken.length === 0) return
  throw new BuildError(broken.map(({ id, error }) => `sabotage row ${id}: ${error}`).join('\n'))
}

async function main() {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
  try {
    await build(root)
    if (process.argv.includes('--declarations')) await emitDeclarations(root)
    checkSabotage(root)
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

const started = process.argv[1] ?? ''
if (started !== '' && fs.realpathSync(started) === fileURLToPath(import.meta.url)) await main()
