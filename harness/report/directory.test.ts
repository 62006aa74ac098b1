import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stageDirectory } from './directory.js'

let parent = ''
let out = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'frostproof-directory-'))
  out = join(parent, 'latest')
  mkdirSync(join(out, 'traces'), { recursive: true })
  writeFileSync(join(out, 'report.json'), 'old')
})
afterEach(() => rmSync(parent, { recursive: true }))

/** A disk that refuses to move a directory so many times, as if a file in it were in use. */
function busy(directory: string, times: number): typeof renameSync {
  let left = times
  return (from, to) => {
    if (from === directory && left-- > 0)
      throw Object.assign(new Error('in use'), { code: 'EBUSY' })
    renameSync(from, to)
  }
}

function replace(rename: typeof renameSync): void {
  const staging = stageDirectory(out, rename)
  writeFileSync(join(staging.directory, 'report.json'), 'new')
  staging.commit()
}

function checkReplaced(): void {
  expect(readdirSync(parent)).toEqual(['latest'])
  expect(readdirSync(out)).toEqual(['report.json'])
  expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe('new')
}

test('a directory that is in use for a moment is waited for', () => {
  replace(busy(out, 2))
  checkReplaced()
})

test('a directory that stays in use is filled in place, and old files go', () => {
  replace(busy(out, Number.POSITIVE_INFINITY))
  checkReplaced()
})

test('when the new report cannot be moved the old one comes back, and the new one is named', () => {
  const staging = stageDirectory(out, (from, to) => {
    if (from === staging.directory) throw new Error('no')
    renameSync(from, to)
  })
  writeFileSync(join(staging.directory, 'report.json'), 'new')
  expect(() => staging.commit()).toThrow(`It lies whole in "${staging.directory}"`)
  expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe('old')
  expect(readFileSync(join(staging.directory, 'report.json'), 'utf8')).toBe('new')
})
