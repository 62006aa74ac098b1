// Which mutants there are, a seeded draw of them, and the modules in which they can be switched on.

import fs from 'node:fs'
import path from 'node:path'
import { createInstrumenter } from '@stryker-mutator/instrumenter'
import swc from '@swc/core'

const FOLDERS = ['engine/vss', 'engine/volume', 'engine/sql', 'engine/writers']
/** Served to clients of SQL Server; the suite of the clauses does not pass here. */
const LEFT_OUT = ['engine/sql/tsql/', 'engine/sql/tds/']
const OPTIONS = { plugins: null, excludedMutations: [], ignorers: [], noHeader: false }

/** All mutants of the folders, without their switches. */
export async function enumerate(root) {
  const files = FOLDERS.flatMap((folder) => sourcesBelow(root, folder))
  const { mutants } = await mutated(
    root,
    files.map((name) => ({ name, mutate: true })),
  )
  return mutants
}

/** So many of them, in the order of the sources. */
export function draw(mutants, { count, seed }) {
  const next = randomNumbers(seed)
  const keyed = mutants.map((mutant) => ({ mutant, key: next() }))
  const drawn = keyed.sort((left, right) => left.key - right.key).slice(0, count)
  const chosen = new Set(drawn.map(({ mutant }) => mutant))
  return mutants.filter((mutant) => chosen.has(mutant))
}

/** Writes the modules with a switch for each mutant that was drawn; gives them with their ids there. */
export async function instrument({ root, dist, drawn }) {
  const files = [...grouped(drawn)].map(([name, mutants]) => {
    return { name, mutate: mutants.map(({ location }) => location) }
  })
  const result = await mutated(root, files)
  for (const { name, content } of result.files) {
    const output = path.join(dist, path.relative(root, name).replace(/\.ts$/, '.js'))
    fs.writeFileSync(output, compile(content, name))
  }
  const wanted = new Set(drawn.map(keyOf))
  return result.mutants
    .filter((mutant) => wanted.has(keyOf(mutant)))
    .map((mutant) => described(root, mutant))
}

function described(root, mutant) {
  const text = fs.readFileSync(mutant.fileName, 'utf8').split('\n')
  const { start, end } = mutant.location
  const first = text[start.line] ?? ''
  const was =
    start.line === end.line
      ? first.slice(start.column, end.column)
      : `${first.slice(start.column)} …`
  return {
    id: mutant.id,
    file: path.relative(root, mutant.fileName).split(path.sep).join('/'),
    line: start.line + 1,
    mutator: mutant.mutatorName,
    was: was.trim(),
    becomes: mutant.replacement.replaceAll(/\s+/g, ' '),
  }
}

function keyOf({ fileName, location: { start, end }, mutatorName, replacement }) {
  return JSON.stringify([fileName, start, end, mutatorName, replacement])
}

async function mutated(root, files) {
  const instrumenter = createInstrumenter(injector())
  const sources = files.map(({ name, mutate }) => {
    const file = path.resolve(root, name)
    return { name: file, content: fs.readFileSync(file, 'utf8'), mutate }
  })
  return instrumenter.instrument(sources, OPTIONS)
}

/** What the instrumenter asks its surroundings for: a logger, and to make its own parts. */
function injector() {
  const quiet = () => undefined
  const logger = { debug: quiet, info: quiet, warn: quiet, isDebugEnabled: () => false }
  const values = new Map([['logger', logger]])
  const self = {
    provideValue(token, value) {
      values.set(token, value)
      return self
    },
    injectClass(type) {
      return new type(...type.inject.map((token) => values.get(token)))
    },
  }
  return self
}

function compile(text, file) {
  const { code } = swc.transformSync(text, {
    filename: file,
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
  return code
}

function sourcesBelow(root, folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((file) => /\.ts$/.test(file) && !/\.(?:test|bench|fixture)\.|\.helper\./.test(file))
    .filter((file) => !LEFT_OUT.some((each) => file.startsWith(each)))
    .sort()
}

function grouped(mutants) {
  const groups = new Map()
  for (const each of mutants) {
    const group = groups.get(each.fileName) ?? []
    groups.set(each.fileName, [...group, each])
  }
  return groups
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}
