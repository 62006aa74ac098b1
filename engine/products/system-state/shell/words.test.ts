import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLine } from './words.js'

function checkLine(
  line: string,
  program: string,
  plain: readonly string[],
  options: Readonly<Record<string, string>> = {},
): void {
  const words = parseLine(line)
  expect([words.program, words.plain, Object.fromEntries(words.options)]).toEqual([
    program,
    plain,
    options,
  ])
}

test('a program alone', () => checkLine('Get-WBJob', 'Get-WBJob', []))
test('plain words', () => checkLine('vssadmin list writers', 'vssadmin', ['list', 'writers']))
test('an option with a colon', () =>
  checkLine('wbadmin start x -backuptarget:X:', 'wbadmin', ['start', 'x'], { backuptarget: 'X:' }))
test('an option with an equals sign', () =>
  checkLine('vssadmin /for=C: /MaxSize=5GB', 'vssadmin', [], { for: 'C:', maxsize: '5GB' }))
test('an option that takes the next word', () =>
  checkLine('Get-WBJob -Previous 1', 'Get-WBJob', [], { previous: '1' }))
test('an option that takes none', () =>
  checkLine('wbadmin -quiet -x:1', 'wbadmin', [], { quiet: '', x: '1' }))
test('an option at the end', () => checkLine('wbadmin -quiet', 'wbadmin', [], { quiet: '' }))
test('an option with nothing behind its colon takes nothing', () =>
  checkLine('wbadmin -x: y', 'wbadmin', ['y'], { x: '' }))
test('the later of two alike wins', () => checkLine('p -a:1 -A:2', 'p', [], { a: '2' }))
test('a dash alone is a word', () => checkLine('p - 1', 'p', ['-', '1']))
test('blanks do not matter', () => checkLine('  p \t a\n b ', 'p', ['a', 'b']))
test('an empty line has no program', () => checkLine('   ', '', []))
test('a name of the prototype is an option like any other', () =>
  expect(parseLine('p -constructor:1 -x').options.get('constructor')).toBe('1'))

test('every line is taken apart, and no word is lost', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab-/:= \t1') }), (line) => {
      const words = parseLine(line)
      const count = 1 + words.plain.length + words.options.size
      const all = line.trim().split(/\s+/)
      expect(count).toBeLessThanOrEqual(all.length)
      for (const word of words.plain) expect(all).toContain(word)
      for (const value of words.options.values())
        expect(all.some((word) => word.endsWith(value))).toBe(true)
    }),
  )
})
