import { expect, test } from 'vitest'
import { FAULT_KINDS } from '../model/fault.js'
import { compileEntries, parseEntries } from './compile.js'
import { CLAUSE_FAULTS } from './vocabulary.js'

const SYSTEMS = `
- prefix: SYST
  title: "System state"
  source: "A document"
  files: [a.yaml]
  finished: true
- prefix: SQLW
  title: "SQL Writer"
  source: "Another document"
  files: [b.yaml]
  finished: false
`

const CLAUSE = `- id: SYST-CHK-01
  section: basic
  kind: behaviour
  role: agent
  says: "It must hold."
  check: "Given a server, then it holds."
  sabotage: "It does not hold."
  targets: [engine]
  faults: [disk-full]
  contested: "Two readings."
`

function compile(files: { [file: string]: string }): ReturnType<typeof compileEntries> {
  const all: { [file: string]: string } = {
    'systems.yaml': SYSTEMS,
    'a.yaml': CLAUSE,
    'b.yaml': '[]',
    ...files,
  }
  return compileEntries((file) => parseEntries(all[file] ?? '[]', file))
}

/** The twin of the good clause with one line changed is refused, at that line. */
function checkRefused(from: string, to: string, ...said: string[]): void {
  expect(CLAUSE).toContain(from)
  for (const message of said) {
    expect(() => compile({ 'a.yaml': CLAUSE.replace(from, to) })).toThrow(message)
  }
}

test('a good clause is taken as it stands', () => {
  expect(compile({}).clauses).toEqual([
    {
      id: 'SYST-CHK-01',
      system: 'SYST',
      section: 'basic',
      kind: 'behaviour',
      role: 'agent',
      says: 'It must hold.',
      check: 'Given a server, then it holds.',
      sabotage: 'It does not hold.',
      targets: ['engine'],
      faults: ['disk-full'],
      contested: 'Two readings.',
    },
  ])
})

test('what is not contested says so', () => {
  const files = { 'a.yaml': CLAUSE.replace('  contested: "Two readings."\n', '') }
  expect(compile(files).clauses[0]?.contested).toBeNull()
})

test('an unknown key is refused at its line', () =>
  checkRefused('  role:', '  rule: x\n  role:', 'a.yaml:4: unknown key "rule"; expected id, '))

test('a missing key is refused at its clause', () =>
  checkRefused('  says: "It must hold."\n', '', 'a.yaml:1: says is missing'))

test('an empty text is refused', () =>
  checkRefused('"It must hold."', '" "', 'a.yaml:5: says is not a text'))

test('an unknown kind is refused', () =>
  checkRefused('kind: behaviour', 'kind: wish', 'a.yaml:3: kind "wish" is none of behaviour, '))

test('an unknown role is refused', () =>
  checkRefused('role: agent', 'role: boss', 'a.yaml:4: role "boss" is none of agent, '))

test('an unknown target is refused', () =>
  checkRefused('[engine]', '[oracle]', 'a.yaml:8: targets "oracle" is none of engine, sqlserver'))

test('a clause without a target is refused', () =>
  checkRefused('[engine]', '[]', 'a.yaml:8: targets is empty'))

test('an unknown fault is refused', () =>
  checkRefused('[disk-full]', '[bad-luck]', 'a.yaml:9: faults "bad-luck" is none of '))

test('a fault named twice is refused', () =>
  checkRefused('[disk-full]', '[disk-full, disk-full]', 'a.yaml:9: faults names a word twice'))

test('a list that is none is refused', () =>
  checkRefused('[disk-full]', 'disk-full', 'a.yaml:9: faults is not a list of words'))

test('an id of another system is refused', () =>
  checkRefused('SYST-CHK-01', 'SQLW-CHK-01', 'id "SQLW-CHK-01" lies in a file of SYST'))

test('an id of another form is refused', () =>
  checkRefused('SYST-CHK-01', 'SYST-1', 'id "SYST-1" is not of the form SYST-ABC-01'))

test('an id that is taken is refused with both places', () => {
  const files = { 'a.yaml': `${CLAUSE}\n${CLAUSE}` }
  expect(() => compile(files)).toThrow('a.yaml:12: id "SYST-CHK-01" is taken already, at a.yaml:1')
})

test('a key given twice is refused', () =>
  checkRefused('  role: agent', '  role: agent\n  role: agent', 'a.yaml:', 'unique'))

test('text that is no YAML is refused', () => {
  expect(() => compile({ 'a.yaml': '- id: "open' })).toThrow('a.yaml:1: ')
})

test('a file that is no list is refused', () => {
  expect(() => compile({ 'a.yaml': 'id: x' })).toThrow('a.yaml:1: the file is not a list')
})

test('an entry that is no mapping is refused', () => {
  expect(() => compile({ 'a.yaml': `${CLAUSE}- word` })).toThrow('a.yaml:11: an entry is not a')
})

test('a prefix that is taken is refused', () => {
  const files = { 'systems.yaml': SYSTEMS.replace('SQLW', 'SYST') }
  expect(() => compile(files)).toThrow('systems.yaml:7: prefix "SYST" is taken already')
})

test('every mistake is named at once', () => {
  const files = { 'a.yaml': CLAUSE.replace('behaviour', 'wish').replace('agent', 'boss') }
  expect(() => compile(files)).toThrow(/kind "wish"[\s\S]*role "boss"/)
})

test('clauses may speak of every fault there is', () => {
  expect(CLAUSE_FAULTS).toEqual(expect.arrayContaining(Object.keys(FAULT_KINDS)))
})
