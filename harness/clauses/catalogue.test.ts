import { expect, test } from 'vitest'
import { catalogueHash, loadCatalogue, parseCatalogue, recordClauses } from './catalogue.js'
import { compileCatalogue } from './compile.js'

const catalogue = loadCatalogue()

test('the catalogue holds every clause of the five documents', () => {
  const counts = catalogue.systems.map(({ prefix }) => {
    return [prefix, catalogue.clauses.filter((clause) => clause.system === prefix).length]
  })
  expect(Object.fromEntries(counts)).toEqual({
    SYST: 81,
    SQLW: 392,
    HYPV: 207,
    SITE: 168,
    LYNC: 43,
  })
  expect(catalogue.clauses).toHaveLength(891)
})

test('the compiled text and the sources give one catalogue with one hash', () => {
  const text = compileCatalogue()
  expect(parseCatalogue(text)).toEqual(catalogue)
  expect(catalogueHash(text)).toBe(catalogue.hash)
  expect(catalogue.hash).toMatch(/^sha256:[0-9a-f]{64}$/)
})

test('printing the content anew gives the bytes the hash is over', () => {
  const { systems, clauses } = catalogue
  expect(catalogueHash(JSON.stringify({ systems, clauses }))).toBe(catalogue.hash)
})

test('one changed word gives another hash', () => {
  const text = compileCatalogue()
  expect(catalogueHash(text.replace('must', 'should'))).not.toBe(catalogue.hash)
})

test('the catalogue is read once', () => {
  expect(loadCatalogue()).toBe(catalogue)
})

test('a text that is JSON of something else is refused', () => {
  expect(() => parseCatalogue('"{}"')).toThrow('it is not what the build writes')
})

test('the header of a record says which clauses belong to finished systems', () => {
  const clauses = recordClauses(catalogue)
  expect(clauses.map((clause) => clause.id)).toEqual(catalogue.clauses.map((clause) => clause.id))
  expect(new Set(clauses.filter((clause) => clause.finished).map(({ system }) => system))).toEqual(
    new Set(['SYST', 'SQLW']),
  )
})
