import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../clauses/catalogue.js'
import { say } from './cli.fixture.js'
import { pageOf, vocabularyPage } from './vocabulary.js'

describe('clauses', () => {
  test('lists every clause of the catalogue in its order', async () => {
    const { exitCode, out } = await say(['clauses'])
    expect(exitCode).toBe(0)
    const ids = out.match(/^[A-Z]{4}-[A-Z]{3}-\d\d/gm)
    expect(ids).toEqual(loadCatalogue().clauses.map(({ id }) => id))
  })
  test('shows one clause whole, with what shows it', async () => {
    const { out } = await say(['clauses', 'SYST-CHK-04'])
    expect(out).toMatch(/^SYST-CHK-04 {2}precheck of the agent/)
    expect(out).toMatch(/shown by {2}features\/system-state\/\S+#/)
  })
  test('as JSON counts the uses of each phrase', async () => {
    const { out } = await say(['clauses', 'SYST-CHK-04', '--json'])
    const { clauses, phrases } = JSON.parse(out)
    expect(clauses).toHaveLength(1)
    expect(clauses[0].scenarios.length).toBeGreaterThan(0)
    expect(phrases.uses).toHaveLength(phrases.count)
    expect(phrases.uses[0]).toEqual({ expression: expect.any(String), uses: expect.any(Number) })
  })
  test('only those missing are of finished systems and shown by nothing', async () => {
    const { out } = await say(['clauses', '--missing', '--json'])
    for (const clause of JSON.parse(out).clauses)
      expect(clause).toMatchObject({ finished: true, scenarios: [] })
  })
})

describe('the vocabulary page', () => {
  test('is what the command prints', async () =>
    expect((await say(['clauses', '--vocabulary'])).out).toBe(await vocabularyPage()))
  test('names a phrase, what it takes, and only parameters that are used', () => {
    const build = () => ({ reply: 'x', expect: 1 })
    const phrases = [
      { expression: '{int} disk(s) hold {size}', doc: 'Says so.', block: 'table' as const, build },
    ]
    const transform = (text: string) => text
    const types = ['size', 'time'].map((name) => ({ name, doc: name, regexp: /x/, transform }))
    const page = pageOf(phrases, types)
    expect(page).toContain('- `{int} disk(s) hold {size}`\n  Says so. A data table follows.\n')
    expect(page).toContain('- `{size}`: size\n- `{int}`: a whole number\n')
    expect(page).not.toContain('{time}')
  })
})
