import { expect, test } from 'vitest'
import { Names } from './names.js'
import { Places } from './places.js'

const names = new Names('1a2b3c4d', 7)
const nested = new Places({ there: '/var/opt/mssql/fp', nested: true, prefix: names.prefix }, [
  { there: '/var/opt/mssql/data/mastlog.ldf', told: 'C:\\MSSQL.INST1\\DATA\\master.ldf' },
])
const flat = new Places({ there: '/data', nested: false, prefix: names.prefix }, [])

test('databases, logins and backups have names that nobody else has', () => {
  expect(names.database('Sales')).toBe('fp1a2b3c4d7_Sales')
  expect(names.database('INST1\\Sales')).toBe('fp1a2b3c4d7_Sales')
  expect(new Names('1a2b3c4d', 8).isOwn(names.database('Sales'))).toBe(false)
  expect(names.login('early')).toBe('fp1a2b3c4d7_early')
})

test('system databases are those of the server', () => {
  for (const name of ['master', 'MSDB', 'INST1\\model'])
    expect(names.database(name)).toBe((name.split('\\').at(-1) ?? '').toLowerCase())
})

test('what the server says is told in the names of the scenario', () => {
  expect(names.told("Database 'fp1a2b3c4d7_Sales' cannot be opened.")).toBe(
    "Database 'Sales' cannot be opened.",
  )
})

const THERE_AND_BACK = ['D:\\data\\sales.mdf', 'X:\\backups\\base.bak', 'C:\\a b\\c.ndf']

for (const places of [nested, flat])
  for (const path of THERE_AND_BACK)
    test(`${path} comes back as it went, from ${places.there(path)}`, () =>
      expect(places.told(places.there(path))).toBe(path))

test('two paths never meet on the server', () => {
  const paths = ['D:\\a\\b', 'D:\\a', 'E:\\a\\b', 'D:\\b']
  for (const places of [nested, flat])
    expect(new Set(paths.map((path) => places.there(path))).size).toBe(paths.length)
})

test('files of the system databases lie where setup put them', () => {
  expect(nested.there('C:\\mssql.inst1\\data\\MASTER.ldf')).toBe('/var/opt/mssql/data/mastlog.ldf')
  expect(nested.told('/var/opt/mssql/data/mastlog.ldf')).toBe('C:\\MSSQL.INST1\\DATA\\master.ldf')
})

test('a volume can lie in a folder of its own', () => {
  const places = new Places({ there: '/fp', nested: true, prefix: '' }, [])
  places.bind('G', '/small')
  expect(places.there('G:\\restored\\x.mdf')).toBe('/small/restored/x.mdf')
  expect(places.told('/small/restored/x.mdf')).toBe('G:\\restored\\x.mdf')
})

test('paths in a text are told, with what stands around them', () => {
  const text =
    'Cannot open backup device \'/var/opt/mssql/fp/X/backups/a.bak\'. Error 2 ("/etc/x").'
  expect(nested.toldText(text)).toBe(
    'Cannot open backup device \'X:\\backups\\a.bak\'. Error 2 ("/etc/x").',
  )
})

test('a path that belongs to nobody here stays as it is', () =>
  expect(nested.told('/etc/passwd')).toBe('/etc/passwd'))
