import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  parseRestoreOptions,
  printRestoreOptions,
  RESTORE_OPTION,
  type RestoreOption,
  restoreOptionFor,
} from './index.js'

function checkOptions(text: string, expected: readonly RestoreOption[]): void {
  expect(parseRestoreOptions(text)).toEqual({ ok: true, value: expected })
}

function checkRefused(text: string, offset: number): void {
  expect(parseRestoreOptions(text)).toMatchObject({ ok: false, error: { offset } })
}

const plain = (name: string, value: string): RestoreOption => ({ component: null, name, value })

test('an item is a name and a value', () =>
  checkOptions('"Authoritative"="All"', [plain('Authoritative', 'All')]))
test('a component may stand in front', () =>
  checkOptions('"HOST1\\Sales":"Roll Forward"="None"', [
    { component: 'HOST1\\Sales', name: 'Roll Forward', value: 'None' },
  ]))
test('items are joined by commas', () =>
  checkOptions('"a"="b","c"="d"', [plain('a', 'b'), plain('c', 'd')]))
test('what separates may stand in quotes', () =>
  checkOptions('"a:=,"="Partial:x,y=z"', [plain('a:=,', 'Partial:x,y=z')]))
test('a value may be empty', () => checkOptions('"a"=""', [plain('a', '')]))
test('blanks between parts are let pass', () =>
  checkOptions(' "s" : "a" = "b" , "c"="d" ', [
    { component: 's', name: 'a', value: 'b' },
    plain('c', 'd'),
  ]))
test('no options are no options', () => checkOptions('', []))

test('a name without quotes is refused', () => checkRefused('a="b"', 0))
test('a value missing is refused', () => checkRefused('"a"="b","c"', 8))
test('a quotation mark left open is refused', () => checkRefused('"a"="b', 0))
test('a comma at the end is refused', () => checkRefused('"a"="b",', 8))
test('two components are refused', () => checkRefused('"r":"s":"a"="b"', 0))
test('a semicolon is refused', () => checkRefused('"a"="b";"c"="d"', 0))
test('too many items are refused', () => checkRefused('"a"="b",'.repeat(5_000), 4_096 * 8))
test('a million quotation marks are refused', () => checkRefused('"'.repeat(1_000_000), 0))

test('options read back as they were printed', () => {
  const part = fc.string({ unit: 'binary' }).filter((text) => !text.includes('"'))
  const option = fc.record({ component: fc.option(part), name: part, value: part })
  fc.assert(
    fc.property(fc.array(option), (options) => {
      const printed = printRestoreOptions(options)
      if (!printed.ok) throw new Error(printed.error.message)
      checkOptions(printed.value, options)
    }),
  )
})

test('a quotation mark cannot be printed', () => {
  for (const option of [plain('a"', ''), plain('', 'a"'), { ...plain('', ''), component: '"' }])
    expect(printRestoreOptions([plain('fine', ''), option])).toMatchObject({ error: { offset: 1 } })
})

const NAME = RESTORE_OPTION.newComponentName

function checkFor(component: string, options: readonly RestoreOption[], value: string | null) {
  expect(restoreOptionFor(options, { component, name: NAME })).toBe(value)
}

const scoped = (component: string, value: string): RestoreOption => ({
  component,
  name: NAME,
  value,
})

test('an option without a prefix is for all', () => checkFor('H\\Sales', [plain(NAME, 'v')], 'v'))
test('names ignore case, values do not', () =>
  checkFor('H\\Sales', [plain('NEW component NAME', 'V')], 'V'))
test('another name is not found', () => checkFor('H\\Sales', [plain('Other', 'v')], null))
test('a prefix reaches its component, in any case', () =>
  checkFor('H\\Sales', [scoped('h\\SALES', 'v')], 'v'))
test('a prefix reaches what is below', () => checkFor('H\\Sales', [scoped('H', 'v')], 'v'))
test('a prefix ends at a backslash', () => checkFor('H\\Sales', [scoped('H\\Sal', 'v')], null))
test('a prefix does not reach what is above', () => checkFor('H', [scoped('H\\Sales', 'v')], null))
test('the longest prefix wins', () =>
  checkFor(
    'H\\Sales',
    [scoped('H\\Sales', 'near'), scoped('H', 'far'), plain(NAME, 'all')],
    'near',
  ))
test('the last of equals wins', () =>
  checkFor('H\\Sales', [plain(NAME, 'first'), plain(NAME, 'last')], 'last'))
