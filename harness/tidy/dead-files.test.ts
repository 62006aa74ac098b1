import { expect, test } from 'vitest'
import { findDeadFiles } from './dead-files.js'
import { parseSource, readSources } from './sources.js'

function checkDead(files: Record<string, string>, dead: string[]): void {
  const sources = Object.entries(files).map(([file, text]) => parseSource(file, text))
  expect(findDeadFiles(sources)).toEqual(dead)
}

test('every file is reached by something', () => {
  expect(findDeadFiles(readSources())).toEqual([])
})

test('a file nobody imports is dead', () =>
  checkDead({ 'harness/index.ts': "import './a.js'", 'harness/a.ts': '', 'harness/b.ts': '' }, [
    'harness/b.ts',
  ]))

test('a file loaded late lives', () =>
  checkDead({ 'harness/cli/main.ts': "await import('../a.js')", 'harness/a.ts': '' }, []))

test('two files that import one another are dead together', () =>
  checkDead({ 'engine/a.ts': "import './b.js'", 'engine/b.ts': "import './a.js'" }, [
    'engine/a.ts',
    'engine/b.ts',
  ]))

test('a file that only its test imports is dead', () =>
  checkDead({ 'engine/a.test.ts': "import './a.js'", 'engine/a.ts': '' }, ['engine/a.ts']))

test('what tests share lives', () =>
  checkDead({ 'engine/a.test.ts': "import './a.fixture.js'", 'engine/a.fixture.ts': '' }, []))
