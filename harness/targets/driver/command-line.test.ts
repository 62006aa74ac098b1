import { expect, test } from 'vitest'
import { parseCommandLine, startOf } from './command-line.js'

function checkWords(line: string, expected: readonly string[]): void {
  expect(parseCommandLine(line)).toEqual(expected)
}

test('blanks part words', () => checkWords('  a  b\tc ', ['a', 'b', 'c']))
test('quotes of both kinds keep blanks', () =>
  checkWords(`"a b" 'c "d"' e' f'"g"`, ['a b', 'c "d"', 'e fg']))
test('an escaped quote is a quote', () => checkWords(String.raw`a "say \"hi\""`, ['a', 'say "hi"']))
test('a backslash is itself', () =>
  checkWords(String.raw`C:\tools\drv.exe "D:\my data"`, ['C:\\tools\\drv.exe', 'D:\\my data']))
test('an empty word is a word', () => checkWords('a ""', ['a', '']))

test('a quote that is not closed is named', () => {
  expect(() => parseCommandLine('a "b')).toThrow('a quote is not closed')
})
test('no program at all is named', () => {
  expect(() => parseCommandLine('  ')).toThrow('names no program')
})

const env = { PATH: 'C:\\node;D:\\bin', PATHEXT: '.EXE;.CMD', ComSpec: 'C:\\cmd.exe' }

function onWindows(words: readonly [string, ...string[]], files: readonly string[]) {
  return startOf(words, { platform: 'win32', env, isFile: (path) => files.includes(path) })
}

test('elsewhere a program is started as it is', () => {
  const machine = { platform: 'linux', env: {}, isFile: () => false } as const
  expect(startOf(['npx', 'a b'], machine)).toEqual({ file: 'npx', args: ['a b'], verbatim: false })
})
test('on Windows a program is looked up', () => {
  expect(onWindows(['node', 'a b'], ['C:\\node\\node.EXE'])).toEqual({
    file: 'C:\\node\\node.EXE',
    args: ['a b'],
    verbatim: false,
  })
})
test('on Windows a batch file goes through cmd.exe with everything escaped', () => {
  expect(onWindows(['npx', 'a&b'], ['C:\\node\\npx.CMD'])).toEqual({
    file: 'C:\\cmd.exe',
    args: ['/d', '/s', '/c', '"C:\\node\\npx.CMD ^^^"a^^^&b^^^""'],
    verbatim: true,
  })
})
test('on Windows several lines cannot go through cmd.exe', () => {
  expect(() => onWindows(['npx', 'a\nb'], ['C:\\node\\npx.CMD'])).toThrow('several lines')
})
