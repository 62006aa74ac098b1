import { expect, test } from 'vitest'
import type { SnapshotSet } from '../../sql/vdi/index.js'
import { catalogMoves, fileMoves } from './new-targets.js'

const SET = {
  files: [
    { entry: { volume: 'D:', path: '\\data\\sales.mdf' } },
    { entry: { volume: 'F:', path: '\\data\\sales2.ndf' } },
  ],
} as unknown as SnapshotSet

const target = (path: string, fileSpec: string, alternatePath: string) => ({
  path,
  fileSpec,
  recursive: false,
  alternatePath,
})

test('a file with a new target keeps its name, and the others stay', () => {
  expect(fileMoves(SET, [target('d:\\DATA\\', 'Sales.mdf', 'g:\\new')])).toEqual([
    {
      from: { volume: 'D:', path: '\\data\\sales.mdf' },
      to: { volume: 'G:', path: '\\new\\sales.mdf' },
    },
  ])
})

test('a target for a name that no file has moves nothing', () => {
  expect(fileMoves(SET, [target('D:\\data', 'other.mdf', 'G:\\new')])).toEqual([])
})

test('of a catalog the whole folder changes', () => {
  expect(catalogMoves([target('F:\\ft\\foo', '*', 'G:\\cat\\renamed')])).toEqual([
    { from: { volume: 'F:', path: '\\ft\\foo' }, to: { volume: 'G:', path: '\\cat\\renamed' } },
  ])
})
