import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OPERATORS, type Pattern } from '../model/pattern.js'
import type { Json } from '../model/reply.js'
import { fits, mismatches } from './match.js'

function checkFits(pattern: Pattern, ...values: readonly Json[]): void {
  for (const value of values) expect(mismatches(pattern, value)).toEqual([])
}

function checkMisfits(pattern: Pattern, ...values: readonly (Json | undefined)[]): void {
  for (const value of values) expect([value, mismatches(pattern, value)]).not.toEqual([value, []])
}

function checkMismatches(pattern: Pattern, value: Json, lines: readonly string[]): void {
  expect(mismatches(pattern, value)).toEqual(lines)
}

describe('plain values', () => {
  test('are compared by type and value', () => {
    checkFits('a', 'a')
    checkMisfits('a', 'A', 'a ', null, ['a'], { a: 'a' })
    checkFits(1, 1)
    checkMisfits(1, '1', true, 1.5)
    checkFits(null, null)
    checkMisfits(null, 0, '', false, [], {})
    checkFits(false, false)
    checkMisfits(false, true, 0, null)
  })

  test('what is not there fits nothing', () => {
    for (const pattern of ['a', null, {}, [], { $not: 'a' }, { $hasNot: 1 }, { $all: [] }])
      checkMisfits(pattern as Pattern, undefined)
  })
})

describe('objects', () => {
  test('only the named keys count', () => {
    checkFits({}, {}, { a: 1 })
    checkFits({ a: 1 }, { a: 1 }, { a: 1, b: 2 })
    checkMisfits({ a: 1 }, {}, { a: 2 }, { b: 1 }, [], 'a', null)
  })

  test('a list is no object', () => checkMisfits({ length: 1 }, ['a']))

  test('names of the prototype are not there', () => {
    checkMisfits({ constructor: { $not: 'x' } }, {})
    checkMisfits({ toString: { $not: 'x' } }, {})
    checkMisfits(JSON.parse('{"__proto__": {"$not": 1}}') as Pattern, {})
    checkFits(
      JSON.parse('{"__proto__": 1}') as Pattern,
      JSON.parse('{"__proto__": 1}') as { [key: string]: Json },
    )
  })

  test('every place that does not fit is named', () =>
    checkMismatches({ a: { b: [1, { c: 2 }] }, d: 3 }, { a: { b: [9, {}] } }, [
      'reply.a.b[0] is 9, expected 1',
      'reply.a.b[1].c is absent, expected 2',
      'reply.d is absent, expected 3',
    ]))
})

describe('lists', () => {
  test('are compared element by element, all of them', () => {
    checkFits([], [])
    checkFits([1, { a: 1 }], [1, { a: 1, b: 2 }])
    checkMisfits([1, 2], [2, 1], [1], [1, 2, 3], { 0: 1, 1: 2 }, 'ab')
  })
  test('a list of another length is told as a whole', () =>
    checkMismatches([1], [1, 2], ['reply has 2 elements, expected 1: [1,2]']))
})

describe('operators', () => {
  test('$contains: a text within a text, in any case of letters', () => {
    checkFits({ $contains: 'Timed OUT' }, 'it timed out.', 'TIMED OUT')
    checkMisfits({ $contains: 'a' }, 'b', '', ['a'], { a: 'a' }, null)
  })
  test('$contains of nothing, or of no text, is contained nowhere', () => {
    checkMisfits({ $contains: '' }, '', 'a')
    checkMisfits({ $contains: 1 }, '1')
  })

  test('$has: some element fits', () => {
    checkFits({ $has: { a: 1 } }, [{ a: 2 }, { a: 1, b: 1 }])
    checkMisfits({ $has: 1 }, [], [2], 1, { 0: 1 }, '1')
  })

  test('$hasNot: no element fits, and it is a list', () => {
    checkFits({ $hasNot: { a: 1 } }, [], [{ a: 2 }], [{}])
    checkMisfits({ $hasNot: 1 }, [1], [2, 1], 2, {}, 'x', null)
  })

  test('$count: so many elements', () => {
    checkFits({ $count: 0 }, [])
    checkFits({ $count: 2 }, [1, 1])
    checkMisfits({ $count: 2 }, [], [1], [1, 1, 1], 'ab', { length: 2 }, 2)
    checkMisfits({ $count: '2' }, [1, 1])
  })

  test('$ordered: these in this order, others between them', () => {
    checkFits({ $ordered: ['a', 'b'] }, ['a', 'b'], ['x', 'a', 'x', 'b'], ['b', 'a', 'b'])
    checkMisfits({ $ordered: ['a', 'b'] }, ['b', 'a'], ['a'], [], 'ab', null)
    checkFits({ $ordered: ['a', 'a'] }, ['a', 'a'])
    checkMisfits({ $ordered: ['a', 'a'] }, ['a'])
    checkFits({ $ordered: 'a' }, ['x', 'a'])
  })
  test('$ordered of nothing is no order', () => checkMisfits({ $ordered: [] }, [], ['a']))
  test('$ordered takes elements as patterns', () =>
    checkFits({ $ordered: [{ $atLeast: 5 }, 1] }, [1, 7, 1]))

  test('$atLeast and $atMost: numbers, the bound included', () => {
    checkFits({ $atLeast: 2 }, 2, 3)
    checkMisfits({ $atLeast: 2 }, 1.999, '3', null, true, [3])
    checkFits({ $atMost: 2 }, 2, 1, -1)
    checkMisfits({ $atMost: 2 }, 2.001, '1', null, [1])
    checkMisfits({ $atLeast: '2' }, 3)
    checkMisfits({ $atMost: null }, 3)
  })

  test('$ascending: numbers that do not fall', () => {
    checkFits({ $ascending: true }, [1], [1, 1, 2], [-1, 0])
    checkMisfits({ $ascending: true }, [], [2, 1], [1, '2'], ['1'], [null], 5, '12')
  })

  test('$all: every one', () => {
    checkFits({ $all: [{ $contains: 'a' }, { $contains: 'b' }] }, 'ab')
    checkMisfits({ $all: [{ $contains: 'a' }, { $contains: 'b' }] }, 'a', 'b')
    checkFits({ $all: 'a' }, 'a')
    checkMismatches({ $all: [1, 2] }, 3, ['reply is 3, expected 1', 'reply is 3, expected 2'])
  })

  test('$not: the opposite', () => {
    checkFits({ $not: 'a' }, 'b', null, ['a'])
    checkMisfits({ $not: 'a' }, 'a')
    checkFits({ $not: { $not: 'a' } }, 'a')
    checkMisfits({ $not: { a: 1 } }, { a: 1, b: 2 })
  })

  test('$exactly: every element has a pattern of its own, in whatever order', () => {
    checkFits({ $exactly: [] }, [])
    checkFits({ $exactly: [{ a: 1 }, {}] }, [{ a: 2 }, { a: 1 }], [{ a: 1 }, { a: 1 }])
    checkFits({ $exactly: [{}, { a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }, { a: 1 }, { b: 2 }])
    checkMisfits({ $exactly: [{ a: 1 }] }, [], [{ a: 1 }, { a: 1 }], [{ a: 2 }], { a: 1 })
    checkMisfits({ $exactly: [{ a: 1 }, { a: 1 }] }, [{ a: 1 }, { a: 2 }])
    checkMisfits({ $exactly: 1 }, [1])
  })

  test('$covers: ranges hold every byte of those that are wanted', () => {
    const range = (offset: number, length: number) => ({ offset, length })
    const wanted = { $covers: [range(8, 8), range(32, 4)] }
    checkFits(wanted, [range(0, 40)], [range(32, 4), range(8, 4), range(12, 4)])
    checkMisfits(wanted, [], [range(8, 8)], [range(8, 7), range(32, 4)], [range(9, 31)], 'x')
    checkMisfits({ $covers: [] }, [range(0, 8)])
    checkMisfits({ $covers: 8 }, [range(0, 8)])
  })

  test('$within: ranges, one at least, that end in time', () => {
    checkFits({ $within: 16 }, [{ offset: 0, length: 16 }])
    checkMisfits({ $within: 16 }, [], [{ offset: 8, length: 9 }], [{ offset: 8 }], 4)
  })

  test('$kept: what was kept is a value, even when it looks like a pattern', () => {
    checkFits({ $kept: { value: { a: [1, null] } } }, { a: [1, null] })
    checkMisfits({ $kept: { value: { a: 1 } } }, { a: 1, b: 2 }, { b: 1 }, [1], 1, {})
    checkMisfits({ $kept: { value: [1, 2] } }, [1], [2, 1], { 0: 1, 1: 2 })
    checkMisfits({ $kept: { value: { $not: 'x' } } }, 'anything', {})
    checkMisfits({ $kept: 'before.files' }, [], {}, 'before.files')
    checkFits({ $covers: { $kept: { value: [{ offset: 0, length: 8 }] } } }, [
      { offset: 0, length: 8 },
    ])
    checkMisfits({ $covers: { $kept: 'extents.extents' } }, [{ offset: 0, length: 8 }])
  })

  test('$committed: rows against what was sent and what was acknowledged', () => {
    const write = { kind: 'rows', client: 0, thinkMs: 0, database: 'Sales' }
    const operations = [{ ...write, writes: [{ row: 1, text: 'a' }] }]
    const outcomes = [{ sentMs: 1, endedMs: 2, outcome: 'acknowledged' }]
    const history = {
      database: 'Sales',
      asked: { $asked: { value: { operations } } },
      replied: { $kept: { value: { outcomes } } },
    }
    const one = [{ rows: '1', text: 'a' }]
    checkFits({ $committed: history } as Pattern, one)
    checkMisfits({ $committed: history } as Pattern, [], [{ rows: '1', text: 'b' }], 'x', {})
    checkFits({ $committed: { ...history, at: { $kept: { value: 0 } } } } as Pattern, [])
    checkMisfits({ $committed: { ...history, at: { $kept: 'backup.instantMs' } } } as Pattern, one)
    checkMisfits({ $committed: { database: 'Sales', asked: { $asked: 'load' } } }, [])
  })

  test('each has its test here', () =>
    expect(Object.keys(OPERATORS).sort()).toEqual(
      ['$contains', '$has', '$hasNot', '$count', '$ordered', '$atLeast', '$atMost']
        .concat(['$ascending', '$all', '$not'].sort())
        .concat(['$exactly', '$covers', '$within', '$kept', '$asked', '$committed'])
        .sort(),
    ))

  test('an operator stands alone: beside another key it is a key', () => {
    checkFits({ $count: 1, a: 2 }, { $count: 1, a: 2 })
    checkMisfits({ $count: 1, a: 2 }, [2])
  })
  test('what looks like an operator and is none is a key', () => {
    checkFits({ $nonsense: 1 }, { $nonsense: 1 })
    checkMisfits({ $nonsense: 1 }, 1, [1])
    checkMisfits({ $constructor: 1 }, 1)
  })
})

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

/** No object of a single key that is an operator anywhere inside. */
function isPlain(value: Json): boolean {
  return !/"\$/.test(JSON.stringify(value))
}

test('every value fits itself, and not its opposite', () => {
  fc.assert(
    fc.property(json.filter(isPlain), (value) => {
      checkFits(value as Pattern, value)
      checkMisfits({ $not: value as Pattern }, value)
    }),
  )
})

test('a value never fits both a pattern and its opposite, whatever the pattern', () => {
  const operator = fc.constantFrom(...Object.keys(OPERATORS))
  const pattern = fc.oneof(
    json,
    fc.tuple(operator, json).map(([name, operand]) => ({ [name]: operand })),
  ) as fc.Arbitrary<Pattern>
  fc.assert(
    fc.property(pattern, json, (each, value) => {
      expect(fits(each, value)).not.toBe(fits({ $not: each }, value))
    }),
  )
})

test('an element is either had or not', () => {
  fc.assert(
    fc.property(json.filter(isPlain), fc.array(json), (element, list) => {
      const has = fits({ $has: element as Pattern }, list)
      expect(fits({ $hasNot: element as Pattern }, list)).toBe(!has)
    }),
  )
})

test('a long value is told in a short line', () => {
  const [line] = mismatches('a', 'x'.repeat(100_000))
  expect(line?.length).toBeLessThan(500)
  expect(line).toContain('…')
})
