import { expect, test } from 'vitest'
import { loadCatalogue } from '../clauses/catalogue.js'
import { checkFeature, type FeatureText } from './features.js'
import { listFiles, readText } from './sources.js'

const KNOWN = new Set(['SYST-ERR-02'])

const GOOD = `Feature: Freezing
  Background:
    Given a server

  @SYST-ERR-02
  Rule: A writer frozen past its limit fails the set
    @needs:vss @slow
    Example: Past the limit
      Given a slow writer
      When a set is made
      Then it fails
`

function checkComplaints(change: (good: string) => string, complaints: string[]): void {
  const feature = { file: 'a.feature', text: change(GOOD) }
  expect(checkFeature(feature, KNOWN)).toEqual(complaints)
}

test('every feature has the house shape', () => {
  const ids = new Set(loadCatalogue().clauses.map(({ id }) => id))
  const features: FeatureText[] = listFiles('features')
    .filter((file) => file.endsWith('.feature'))
    .map((file) => ({ file, text: readText(file) }))
  expect(features.flatMap((feature) => checkFeature(feature, ids))).toEqual([])
})

test('a good feature', () => checkComplaints((good) => good, []))

test('an unknown clause', () =>
  checkComplaints(
    (good) => good.replace('@SYST-ERR-02', '@SYST-ERR-99'),
    ['a.feature:5: @SYST-ERR-99 names no clause'],
  ))

test('a tag of its own', () =>
  checkComplaints((good) => good.replace('@slow', '@wip'), ['a.feature:7: @wip names no clause']))

test('an unknown capability', () =>
  checkComplaints(
    (good) => good.replace('needs:vss', 'needs:luck'),
    ['a.feature:7: @needs:luck names no capability'],
  ))

test('two Whens', () =>
  checkComplaints(
    (good) => `${good}      When it is made again\n`,
    ['a.feature:8: "Past the limit" has 2 When, not one'],
  ))

test('no When', () =>
  checkComplaints(
    (good) => good.replace('When', 'And'),
    ['a.feature:8: "Past the limit" has 0 When, not one'],
  ))

test('eight steps', () =>
  checkComplaints(
    (good) => good + '      And more\n'.repeat(5),
    ['a.feature:8: "Past the limit" has 8 steps, at most 7'],
  ))

test('a long background', () =>
  checkComplaints(
    (good) => good.replace('Given a server\n', `Given a server\n${'    And more\n'.repeat(3)}`),
    ['a.feature:2: a background of 4 steps, at most 3'],
  ))

test('a background that does something', () =>
  checkComplaints(
    (good) => good.replace('Given a server', 'When a server starts'),
    ['a.feature:3: a background is all Given'],
  ))

test('a title that tells the verdict', () =>
  checkComplaints(
    (good) => good.replace('Past the limit', 'The timeout works'),
    ['a.feature:8: "The timeout works" says "works": name the case, not the verdict'],
  ))

test('an example under no rule', () =>
  checkComplaints(
    (good) => good.replace(/ {2}@SYST-ERR-02\n.*\n/, ''),
    ['a.feature:6: "Past the limit" stands under no Rule'],
  ))
