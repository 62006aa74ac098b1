import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ask, makeDesk, open, shown } from './tsql.fixture.js'

const RUNS = Number(process.env['FROSTPROOF_CASES'] ?? 60)
const desk = makeDesk()
const session = open(desk)

/** An expression as T-SQL, and what it is for a row: null is NULL, undefined is a refusal. */
interface Term {
  readonly sql: string
  readonly value: (row: RowOf) => number | null | undefined
}

interface RowOf {
  readonly a: number | null
  readonly b: number | null
}

type Operator = '+' | '-' | '*' | '/' | '%'

function combine(operator: Operator, left: Term, right: Term): Term {
  return {
    sql: `(${left.sql} ${operator} ${right.sql})`,
    value: (row) => {
      const [x, y] = [left.value(row), right.value(row)]
      if (x === undefined || y === undefined) return undefined
      if (x === null || y === null) return null
      return wholeOf(operator, x, y)
    },
  }
}

function wholeOf(operator: Operator, x: number, y: number): number | undefined {
  if ((operator === '/' || operator === '%') && y === 0) return undefined
  const exact = { '+': x + y, '-': x - y, '*': x * y, '/': Math.trunc(x / y), '%': x % y }[operator]
  return exact >= -(2 ** 31) && exact < 2 ** 31 ? exact + 0 : undefined
}

const leaf: fc.Arbitrary<Term> = fc.oneof(
  fc
    .integer({ min: 0, max: 60 })
    .map((value): Term => ({ sql: String(value), value: () => value })),
  fc.constantFrom<Term>({ sql: 'a', value: ({ a }) => a }, { sql: 'b', value: ({ b }) => b }),
)

const { term } = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom<Operator>('+', '-', '*', '/', '%'), tie('term'), tie('term'))
      .map(([operator, left, right]) => combine(operator, left, right)),
  ),
}))

const cell = fc.option(fc.integer({ min: -50, max: 50 }), { freq: 4 })
const rows = fc.array(fc.record({ a: cell, b: cell }), { minLength: 1, maxLength: 12 })

function fill(all: readonly RowOf[]): void {
  const values = all.map(({ a, b }, n) => `(${n}, ${a ?? 'NULL'}, ${b ?? 'NULL'})`).join(', ')
  ask(
    desk,
    session,
    `DROP TABLE IF EXISTS r; CREATE TABLE r (n int PRIMARY KEY, a int, b int); INSERT r VALUES ${values}`,
  )
}

function text(value: number | null): string {
  return value === null ? 'NULL' : String(value === 0 ? 0 : value)
}

test('arithmetic gives what whole numbers give, or is refused where they are', () => {
  fc.assert(
    fc.property(rows, term, (all, expression) => {
      fill(all)
      const expected = all.map((row) => expression.value(row))
      const answer = shown(ask(desk, session, `SELECT ${expression.sql} FROM r ORDER BY n`))
      if (expected.includes(undefined)) expect(answer).toMatch(/!(8134|8115)$/)
      else expect(answer).toBe(expected.map((value) => text(value ?? null)).join(';'))
    }),
    { numRuns: RUNS },
  )
})

const compared = fc.constantFrom<['<' | '>' | '=' | '<>', (x: number, y: number) => boolean]>(
  ['<', (x, y) => x < y],
  ['>', (x, y) => x > y],
  ['=', (x, y) => x === y],
  ['<>', (x, y) => x !== y],
)

test('groups hold the rows that belong to them', () => {
  fc.assert(
    fc.property(
      rows,
      compared,
      fc.integer({ min: -20, max: 20 }),
      (all, [operator, holds], limit) => {
        fill(all)
        const kept = all.filter(({ b }) => b !== null && holds(b, limit))
        const groups = new Map<number | null, RowOf[]>()
        for (const row of kept) {
          const key = row.a === null ? null : (row.a % 3) + 0
          groups.set(key, [...(groups.get(key) ?? []), row])
        }
        const expected = [...groups]
          .toSorted(([left], [right]) => (left ?? -99) - (right ?? -99))
          .map(([key, members]) => {
            const numbers = members.map(({ b }) => b ?? 0)
            const sum = numbers.reduce((total, each) => total + each, 0)
            return [
              text(key),
              members.length,
              text(sum),
              Math.min(...numbers),
              Math.max(...numbers),
              text(Math.trunc(sum / numbers.length)),
            ].join(',')
          })
        const answer = ask(
          desk,
          session,
          `SELECT a % 3, COUNT(*), SUM(b), MIN(b), MAX(b), AVG(b) FROM r WHERE b ${operator} ${limit} GROUP BY a % 3 ORDER BY a % 3`,
        )
        expect(shown(answer)).toBe(expected.join(';'))
      },
    ),
    { numRuns: RUNS },
  )
})

test('a join by hash, by key and by comparing gives the same rows', () => {
  fc.assert(
    fc.property(rows, (all) => {
      fill(all)
      const pairs = all.flatMap((left, n) =>
        all.flatMap((right, m) => (left.a !== null && left.a === right.b ? [`${n},${m}`] : [])),
      )
      const expected = pairs.join(';')
      const ordered = 'ORDER BY x.n, y.n'
      expect(
        shown(ask(desk, session, `SELECT x.n, y.n FROM r x JOIN r y ON x.a = y.b ${ordered}`)),
      ).toBe(expected)
      expect(
        shown(ask(desk, session, `SELECT x.n, y.n FROM r x, r y WHERE x.a = y.b ${ordered}`)),
      ).toBe(expected)
      expect(
        shown(
          ask(
            desk,
            session,
            `SELECT x.n, y.n FROM r x JOIN r y ON x.a <= y.b AND x.a >= y.b ${ordered}`,
          ),
        ),
      ).toBe(expected)
      const keyed = all.flatMap(({ a }, n) =>
        a !== null && a >= 0 && a < all.length ? [`${n},${a}`] : [],
      )
      expect(
        shown(ask(desk, session, `SELECT x.n, y.n FROM r x JOIN r y ON y.n = x.a ${ordered}`)),
      ).toBe(keyed.join(';'))
    }),
    { numRuns: RUNS },
  )
})
