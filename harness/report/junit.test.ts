import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import type { RecordResult } from '../model/record.js'
import { junitXml } from './junit.js'
import { reportOf } from './report.js'
import { fakeHeader, fakeRecord, fakeResult } from './run.fixture.js'

interface Seen {
  readonly name: string
  readonly attributes: { readonly [name: string]: string }
  text: string
}

/** Every element in order, or a parser's error. */
function parse(xml: string): Seen[] {
  const seen: Seen[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    seen.push({ name, attributes: attributes as Seen['attributes'], text: '' })
  })
  parser.on('text', (text) => {
    const last = seen.at(-1)
    if (last !== undefined) last.text += text
  })
  parser.write(xml).close()
  return seen
}

function elementsOf(results: readonly RecordResult[], full = false): Seen[] {
  const record = fakeRecord(results, fakeHeader({ run: { full } }))
  return parse(junitXml(record, reportOf(record)))
}

function named(elements: readonly Seen[], name: string): Seen[] {
  return elements.filter((each) => each.name === name)
}

test('each feature is a suite with its counts', () => {
  const other = { uri: 'features/other.feature', feature: 'Other' }
  const elements = elementsOf([
    fakeResult('SYST-ERR-01'),
    fakeResult('SYST-ERR-02', 'failed'),
    fakeResult('SQLW-DIF-19', 'not-supported', other),
  ])
  expect(named(elements, 'testsuite').map((each) => each.attributes)).toMatchObject([
    { name: 'Errors of a system state backup', tests: '2', failures: '1', errors: '0' },
    { name: 'Other', tests: '1', skipped: '1' },
  ])
  expect(named(elements, 'testsuites')[0]?.attributes).toMatchObject({ tests: '3', failures: '1' })
})

test('a failure carries expectation, evidence and the command that repeats it', () => {
  const failure = named(elementsOf([fakeResult('SYST-ERR-01', 'failed')]), 'failure')[0]
  expect(failure?.attributes).toEqual({ message: 'because of failed', type: 'failed' })
  expect(failure?.text).toContain('reply.state is "Completed", expected "Failed"')
  expect(failure?.text).toContain('Reproduce: npx frostproof run --clause SYST-ERR-01 --seed 1')
})

test('undecided is an error of the type unknown, never green', () => {
  const error = named(elementsOf([fakeResult('SYST-ERR-01', 'unknown')]), 'error')[0]
  expect(error?.attributes).toMatchObject({ type: 'unknown' })
})

test('not supported is skipped with its reason', () => {
  const elements = elementsOf([fakeResult('SYST-ERR-01', 'not-supported')])
  expect(named(elements, 'skipped')[0]?.attributes).toEqual({ message: 'because of not-supported' })
})

test('equal names are told apart', () => {
  const elements = elementsOf([fakeResult('SYST-ERR-01'), fakeResult('SYST-ERR-01')])
  const names = named(elements, 'testcase').map((each) => each.attributes['name'])
  expect(new Set(names).size).toBe(2)
})

test('a folder becomes a level of the tree, a dot in a name does not', () => {
  const elements = elementsOf([
    fakeResult('SYST-ERR-01', 'passed', { uri: 'features/a.b/c.feature' }),
  ])
  expect(named(elements, 'testcase')[0]?.attributes['classname']).toBe('features.a-b.c')
})

test('any text whatever gives well-formed XML that says it', () => {
  const nasty = fc.string({ unit: 'binary', maxLength: 60 })
  const known = fc.constantFrom(
    ']]>',
    '<script>',
    '\u0000',
    '\u001b[31m',
    '\ud800',
    '\ufffe',
    '"\'&',
  )
  const property = fc.property(fc.oneof(nasty, known), (text) => {
    const change = { name: text, reason: text, feature: text, rule: text, uri: text, id: text }
    elementsOf([fakeResult('SYST-ERR-01', 'failed', change)])
  })
  fc.assert(property)
  const message = 'a ]]> & "b" \u0000 <c>'
  const failure = named(
    elementsOf([fakeResult('SYST-ERR-01', 'failed', { reason: message })]),
    'failure',
  )[0]
  expect(failure?.attributes['message']).toBe('a ]]> & "b" ⟨U+0000⟩ <c>')
})

test('the file is green exactly when the exit code is 0', () => {
  const verdict = fc.constantFrom(
    ...(['passed', 'failed', 'unknown', 'error', 'not-supported'] as const),
  )
  const clause = fc.constantFrom('SYST-ERR-01', 'SYST-ERR-02', 'SQLW-DIF-19', 'OWN-01')
  const results = fc.array(fc.tuple(clause, verdict), { maxLength: 5 })
  const property = fc.property(results, fc.boolean(), (given, full) => {
    const record = fakeRecord(
      given.map(([id, each]) => fakeResult(id, each)),
      fakeHeader({ run: { full } }),
    )
    const report = reportOf(record)
    const elements = parse(junitXml(record, report))
    const red = named(elements, 'failure').length + named(elements, 'error').length
    expect(red === 0).toBe(report.outcome.exitCode === 0)
  })
  fc.assert(property)
})

/**
 * What Jenkins, GitLab, GitHub's and Azure DevOps' readers agree on: which element stands in which,
 * and what its attributes may look like.
 */
const SHAPE: {
  readonly [element: string]: {
    readonly within: readonly string[]
    readonly attributes: { readonly [name: string]: RegExp }
    readonly optional?: readonly string[]
  }
} = {
  testsuites: {
    within: [''],
    attributes: { name: /./, tests: /^\d+$/, failures: /^\d+$/, errors: /^\d+$/ },
    optional: ['skipped', 'time'],
  },
  testsuite: {
    within: ['testsuites'],
    attributes: {
      name: /./,
      tests: /^\d+$/,
      failures: /^\d+$/,
      errors: /^\d+$/,
      skipped: /^\d+$/,
      time: /^\d+\.\d{3}$/,
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
    },
    optional: ['file'],
  },
  properties: { within: ['testsuite'], attributes: {} },
  property: { within: ['properties'], attributes: { name: /./, value: /^/ } },
  testcase: {
    within: ['testsuite'],
    attributes: { name: /./, classname: /./, time: /^\d+\.\d{3}$/ },
    optional: ['file', 'line'],
  },
  failure: { within: ['testcase'], attributes: { message: /./, type: /^failed$/ } },
  error: { within: ['testcase'], attributes: { message: /./, type: /./ } },
  skipped: { within: ['testcase'], attributes: { message: /./ } },
}

test('elements, attributes and sums are those that build servers read', () => {
  const results = (['passed', 'failed', 'unknown', 'error', 'not-supported'] as const).map(
    (verdict, index) =>
      fakeResult('SYST-ERR-01', verdict, { uri: `features/${index % 2}.feature` }),
  )
  const record = fakeRecord(results, fakeHeader({ run: { full: true } }))
  for (const each of [record, { ...record, footer: null }]) {
    const xml = junitXml(each, reportOf(each))
    checkShape(xml)
    const elements = parse(xml)
    const [all] = named(elements, 'testsuites')
    for (const [attribute, element] of Object.entries({
      tests: 'testcase',
      failures: 'failure',
      errors: 'error',
    })) {
      const sum = named(elements, 'testsuite').reduce(
        (total, suite) => total + Number(suite.attributes[attribute]),
        0,
      )
      expect(sum).toBe(named(elements, element).length)
      expect(all?.attributes[attribute]).toBe(String(sum))
    }
  }
})

function checkShape(xml: string): void {
  const open: string[] = ['']
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    const shape = SHAPE[name]
    expect(shape?.within, name).toContain(open.at(-1))
    for (const [key, pattern] of Object.entries(shape?.attributes ?? {}))
      expect(attributes[key], `${name} ${key}`).toMatch(pattern)
    const known = [...Object.keys(shape?.attributes ?? {}), ...(shape?.optional ?? [])]
    expect(known, name).toEqual(expect.arrayContaining(Object.keys(attributes)))
    open.push(name)
  })
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
}
