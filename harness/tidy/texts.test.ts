import { expect, test } from 'vitest'
import { listFiles, readText } from './sources.js'
import { checkText } from './texts.js'

const FOLDERS = ['engine', 'harness', 'steps', 'bin', 'features', 'scenarios']
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'reports/README.md']

test('no text holds a reminder or a long dash', () => {
  const files = FOLDERS.flatMap(listFiles).filter((file) => !file.startsWith('harness/tidy/texts'))
  const all = [...files, ...PAGES]
  expect(all.flatMap((file) => checkText(file, readText(file)))).toEqual([])
})

test('a reminder is found', () =>
  expect(checkText('a.ts', '\n// TODO: later')).toEqual([
    'a.ts:2: "TODO": do it, or write it down where it is planned',
  ]))

test('a long dash is found', () =>
  expect(checkText('a.md', 'this \u2014 that')).toEqual([
    'a.md:1: "\u2014": a long dash; use a colon, a comma or brackets',
  ]))

test('a word that holds one is left alone', () => expect(checkText('a.ts', 'TODOS')).toEqual([]))
