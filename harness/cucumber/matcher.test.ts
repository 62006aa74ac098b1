import { join } from 'node:path'
import {
  CucumberExpression,
  ParameterType,
  ParameterTypeRegistry,
} from '@cucumber/cucumber-expressions'
import { describe, expect, test } from 'vitest'
import { PhraseMatcher, parameterNames } from './matcher.js'
import { splitMoment } from './moments.js'
import { type Phrase, parameterType, parameterTypes, phrase, phrases } from './phrases.js'

const TYPES = [
  { name: 'm-plain', regexp: /\d+ [a-z]+/ },
  { name: 'm-nested', regexp: /(\d+)(?: (\w(\w*)))?/ },
  { name: 'm-named', regexp: /(?<left>\w)-(?<!x)([()\w]+)/ },
  { name: 'm-escaped', regexp: /\(([^)(]*)\)/ },
] as const

/** The library's own matching is the specification. */
function checkAgainstLibrary(expression: string, texts: readonly string[]): void {
  const before = [phrases.length, parameterTypes.length] as const
  const transform = (...groups: string[]) => groups
  for (const { name, regexp } of TYPES) parameterType({ name, regexp, doc: '', transform })
  phrase(expression, '', (...values: unknown[]) => ({ reply: 'x', expect: values as never }))
  try {
    const registry = new ParameterTypeRegistry()
    for (const { name, regexp } of TYPES)
      registry.defineParameterType(new ParameterType(name, regexp, null, transform, false, false))
    const library = new CucumberExpression(expression, registry)
    for (const text of texts) {
      const expected = library.match(text)?.map((each) => each.getValue(null))
      const own = new PhraseMatcher().find(text).filter(({ phrase }) => isLast(phrase))
      expect(own[0]?.values()).toEqual(expected)
    }
  } finally {
    phrases.length = before[0]
    parameterTypes.length = before[1]
  }
}

function isLast(phrase: Phrase): boolean {
  return phrase === phrases.at(-1)
}

describe('values are those of the library', () => {
  test('for a type without groups', () => checkAgainstLibrary('a {m-plain} b', ['a 1 x b', 'a b']))
  test('for groups within groups', () =>
    checkAgainstLibrary('{m-nested} and {m-nested}', ['1 ab and 2', '1 and 22 c', 'x']))
  test('for named groups and lookbehind', () => checkAgainstLibrary('x {m-named}', ['x a-(b)']))
  test('for brackets that are text', () =>
    checkAgainstLibrary('x {m-escaped} {int}', ['x (a) -4', 'x () 7']))
  test('for texts in either quotes', () =>
    checkAgainstLibrary('{string} is {string}(s)', [
      '"a \\" b" is \'c\'s',
      '\'a\' is ""',
      '"" is "x"',
    ]))
  test('for floats, words and choices', () =>
    checkAgainstLibrary('a/an {float} {word}', ['a 1.5 x', 'an -2 y-z']))
})

test('names are read as the library reads them', () => {
  expect(parameterNames('a {one} \\{two} {three}(s)')).toEqual(['one', 'three'])
  expect(parameterNames('none')).toEqual([])
})

test('every step of the suite comes to what the library makes of it', async () => {
  await import('../../steps/index.js')
  const { readFileSync } = await import('node:fs')
  const { featureFiles } = await import('./suite.js')
  const registry = new ParameterTypeRegistry()
  for (const { name, regexp, transform } of parameterTypes)
    registry.defineParameterType(new ParameterType(name, regexp, null, transform, false, false))
  const expressions = phrases.map((each) => new CucumberExpression(each.expression, registry))
  const texts = new Set<string>()
  for (const file of featureFiles(join(import.meta.dirname, '../../features')))
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const text = /^\s*(?:Given|When|Then|And|But) (.+)$/.exec(line)?.[1]
      if (text !== undefined && !text.includes('<')) texts.add(text.trim())
    }
  const matcher = new PhraseMatcher()
  for (const text of texts) {
    const expected = expressions.flatMap((each) => {
      const args = each.match(splitMoment(text).rest)
      return args === null ? [] : [args.map((arg) => String(arg.getValue(null)))]
    })
    expect(matcher.find(text).map((each) => each.values().map(String))).toEqual(expected)
  }
  expect(texts.size).toBeGreaterThan(100)
})
