import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Json } from '../model/reply.js'
import { printYaml } from './yaml.js'

/** What the library reads back from what the printer wrote. */
function checkReadsBack(value: { readonly [key: string]: Json }): void {
  expect(parse(printYaml(value))).toEqual(JSON.parse(JSON.stringify(value)))
}

test('any data is read back as it was', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  const key = text.filter((each) => each !== '__proto__')
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  fc.assert(fc.property(fc.dictionary(key, tree, { noNullPrototype: true }), checkReadsBack))
})

const SUSPECTS = ['yes', 'No', 'null', '~', '1e3', '0x10', '1_000', '2026-01-01', '12:30', 'a: b']
const MORE = ['a #b', '- a', '? a', '&a', '*a', '!a', '%a', '@a', '`a', '[a', '{a', '', ' a', 'a ']

test.each([...SUSPECTS, ...MORE, '---', '...', 'C:', 'C:\\x', 'a\nb', '\u0085', '<<', '='])(
  'the text %j stays a text, as a value and as a key',
  (text) => checkReadsBack({ text, [text]: [text, [text], { [text]: text }] }),
)

test('a key longer than simple keys may be is read back', () => {
  checkReadsBack({ ['k'.repeat(2_000)]: { a: [{ b: 1 }] }, ['l'.repeat(2_000)]: 1 })
})

test('a deep mix of lists and mappings reads like one written by hand', () => {
  const value = {
    steps: [{ do: 'clock.advance', with: { seconds: 61 } }, { await: 'job' }],
    none: [],
  }
  expect(printYaml(value)).toBe(
    [
      'steps:',
      '  - do: clock.advance',
      '    with:',
      '      seconds: 61',
      '  - await: job',
      'none: []',
      '',
    ].join('\n'),
  )
})
