import { expect, test } from 'vitest'
import { newComponentFile, newComponentMetadata, type WriterMetadata } from '../../vss/index.js'
import { isSameLabel, ownerOf, SQL_WRITER_CLASS, select, volumesOf } from './selection.js'

function database(logicalPath: string, name: string, ...files: [string, string][]) {
  return {
    ...newComponentMetadata({ type: 'filegroup', logicalPath, name }),
    files: files.map(([path, fileSpec]) => newComponentFile({ path, fileSpec })),
  }
}

function writer(friendlyName: string, writerId: string, components: ReturnType<typeof database>[]) {
  const identification = { friendlyName, writerId, instanceId: writerId }
  return { identification, components, excludeFiles: [] } as unknown as WriterMetadata
}

const METADATA = [
  writer('SqlServerWriter', SQL_WRITER_CLASS, [
    database('SRV1\\INST1', 'Sales', ['D:\\data', 'sales.mdf'], ['E:\\log', 'sales.ldf']),
    database('SRV1\\INST2', 'Sales', ['F:\\data', 'sales.mdf'], ['F:\\ft\\foo', '*']),
    database('SRV1', 'Hr', ['G:\\', 'hr.mdf']),
  ]),
  writer('Exchange', 'x', [database('', 'data', ['D:\\mail', 'a.edb'])]),
]

test('a name alone is a database of the first instance that has it', () => {
  expect(select(METADATA, 'sales')?.component.logicalPath).toBe('SRV1\\INST1')
})

test('a prefix is the instance, or another writer', () => {
  expect(select(METADATA, 'INST2\\Sales')?.component.logicalPath).toBe('SRV1\\INST2')
  expect(select(METADATA, 'MSSQLSERVER\\Hr')?.component.logicalPath).toBe('SRV1')
  expect(select(METADATA, 'Exchange\\data')?.writer.identification.friendlyName).toBe('Exchange')
})

test('what nobody offers is not found', () => {
  expect(select(METADATA, 'Nope')).toBeUndefined()
  expect(select(METADATA, 'INST1\\Hr')).toBeUndefined()
  expect(select(METADATA, 'Sales\\ARCHIVE')).toBeUndefined()
})

test('the volumes are those of every file, not only of the first', () => {
  const sales = select(METADATA, 'Sales')
  expect(volumesOf(sales === undefined ? [] : [sales])).toEqual(['D:', 'E:'])
})

test('a file belongs to the database that names it, or the folder it lies in', () => {
  expect(ownerOf(METADATA, 'd:\\DATA\\sales.mdf')).toBe('INST1\\Sales')
  expect(ownerOf(METADATA, 'F:\\ft\\foo\\sub\\x.idx')).toBe('INST2\\Sales')
  expect(ownerOf(METADATA, 'G:\\hr.mdf')).toBe('mssqlserver\\Hr')
  expect(ownerOf(METADATA, 'D:\\data\\old\\sales.mdf')).toBeNull()
})

test('labels are the same when name and instance are, as far as they say it', () => {
  expect(isSameLabel('Sales', 'INST1\\sales')).toBe(true)
  expect(isSameLabel('INST1\\Sales', 'INST2\\Sales')).toBe(false)
  expect(isSameLabel('Sales', 'Hr')).toBe(false)
})
