import { expect, test } from 'vitest'
import { type RestorePlan, targetPath, targetsOf } from './restore-plan.js'

const PLAN: RestorePlan = {
  backup: 'base',
  components: undefined,
  additionalRestores: [],
  newTargets: [],
  folder: undefined,
  newName: undefined,
  options: undefined,
  instance: undefined,
  document: 'whole',
  neglects: [],
  crashPoint: undefined,
}

const FILES = [
  { path: 'D:\\data', fileSpec: 'sales.mdf', recursive: false },
  { path: 'E:\\log', fileSpec: 'sales.ldf', recursive: false },
  { path: 'F:\\ft\\foo', fileSpec: '*', recursive: true },
]

const moved = (from: string, to: string, as?: string) => ({
  ...PLAN,
  newTargets: [{ database: 'Sales', from, to, as }],
})

test('a folder as a target takes every file, and of a catalog its own folder', () => {
  const targets = targetsOf({ ...PLAN, folder: 'G:\\all' }, 'INST1\\Sales', FILES)
  const paths = ['D:\\data\\sales.mdf', 'E:\\log\\sales.ldf', 'F:\\ft\\foo\\sub\\x.idx']
  expect(paths.map((path) => targetPath(path, targets))).toEqual([
    'G:\\all\\sales.mdf',
    'G:\\all\\sales.ldf',
    'G:\\all\\foo\\sub\\x.idx',
  ])
})

test('a target for one folder leaves the files of others where they were', () => {
  const targets = targetsOf(moved('D:\\data', 'G:\\new'), 'INST1\\Sales', FILES)
  expect(targetPath('D:\\data\\sales.mdf', targets)).toBe('G:\\new\\sales.mdf')
  expect(targetPath('E:\\log\\sales.ldf', targets)).toBe('E:\\log\\sales.ldf')
})

test('a target of another database is not that of this one', () => {
  expect(targetsOf(moved('D:\\data', 'G:\\new'), 'INST1\\Hr', FILES)).toEqual([])
})

test('a new file name is asked for as it was given, for VSS to refuse', () => {
  const targets = targetsOf(moved('D:\\data\\sales.mdf', 'G:\\new', 'b.mdf'), 'Sales', FILES)
  expect(targets).toEqual([
    { files: { path: 'D:\\data', fileSpec: 'b.mdf', recursive: false }, alternatePath: 'G:\\new' },
  ])
})
