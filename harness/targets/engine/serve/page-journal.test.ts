import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mendPage, PageJournal } from './page-journal.js'

const OLD = new Uint8Array(8192).fill(1)
const NEW = new Uint8Array(8192).fill(2)

let folder = ''
let journal = ''
let data = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'frostproof-journal-'))
  journal = path.join(folder, 'journal')
  data = path.join(folder, 'data.mdf')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What stands in the second page when the process is killed in the middle of writing it. */
function checkMended(found: Uint8Array, expected: Uint8Array): void {
  writeFileSync(data, Buffer.concat([OLD, OLD]))
  const fd = openSync(data, 'r+')
  new PageJournal(journal).note(data, fd, 8192, NEW)
  closeSync(fd)
  writeFileSync(data, Buffer.concat([OLD, found]))
  mendPage(journal)
  const bytes = readFileSync(data)
  expect(Buffer.compare(bytes.subarray(8192), expected)).toBe(0)
  expect(Buffer.compare(bytes.subarray(0, 8192), OLD)).toBe(0)
}

const CUT = Buffer.concat([NEW.subarray(0, 4096), OLD.subarray(4096)])

test('a page that was cut in the middle is whole again', () => checkMended(CUT, NEW))
test('a page that was not begun stays as it was', () => checkMended(OLD, OLD))
test('a page that was written stays so', () => checkMended(NEW, NEW))
test('a page that somebody damaged since is left alone', () => {
  const damaged = Buffer.concat([NEW.subarray(0, 4096), new Uint8Array(4096).fill(9)])
  checkMended(damaged, damaged)
})

test('a note that was itself cut says nothing', () => {
  writeFileSync(data, OLD)
  const fd = openSync(data, 'r+')
  new PageJournal(journal).note(data, fd, 0, NEW)
  closeSync(fd)
  writeFileSync(data, CUT)
  writeFileSync(journal, readFileSync(journal).subarray(0, 12_288))
  expect(mendPage(journal)).toBe(false)
})

test('after an orderly end there is nothing to mend, nor where no server ever was', () => {
  writeFileSync(data, OLD)
  const fd = openSync(data, 'r+')
  const noting = new PageJournal(journal)
  noting.note(data, fd, 0, NEW)
  closeSync(fd)
  noting.close()
  writeFileSync(data, CUT)
  expect(mendPage(journal)).toBe(false)
})
