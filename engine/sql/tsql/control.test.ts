import { expect, test } from 'vitest'
import { ask, call, makeDesk, open, shown } from './tsql.fixture.js'

const desk = makeDesk()
const session = open(desk)
ask(desk, session, 'CREATE TABLE t (id int PRIMARY KEY, v int)')

function cases(title: string, table: readonly (readonly [string, string])[]): void {
  test(title, () => {
    for (const [sql, expected] of table) {
      const answer = ask(desk, session, sql)
      expect(`${sql} => ${shown(answer)}`).toBe(`${sql} => ${expected}`)
    }
  })
}

function errorOf(sql: string) {
  const answer = ask(desk, session, sql)
  return answer.messages.find(({ severity }) => severity > 10)
}

cases('statements branch and loop', [
  ['IF 1 = 1 SELECT 1 ELSE SELECT 2', '1'],
  ['IF NULL = 1 SELECT 1 ELSE SELECT 2', '2'],
  [
    'DECLARE @i int = 0; WHILE 1 = 1 BEGIN SET @i += 1; IF @i = 3 CONTINUE; IF @i = 5 BREAK; SELECT @i END',
    '1 | 2 | 4',
  ],
  ['IF EXISTS (SELECT * FROM t) SELECT 1 ELSE SELECT 0', '0'],
  ['SELECT 1 RETURN SELECT 2', '1'],
  ['GOTO a; SELECT 1; a: SELECT 2', '2'],
  ["EXEC ('SELECT 1; SELECT 2')", '1 | 2'],
  ["DECLARE @s nvarchar(50) = N'SELECT 7'; EXEC (@s)", '7'],
])

cases('TRY catches what its statements refuse', [
  [
    'BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_SEVERITY(), ERROR_STATE(), ERROR_LINE() END CATCH',
    ' | 8134,16,1,1',
  ],
  [
    "BEGIN TRY THROW 50001, N'own', 3 END TRY BEGIN CATCH SELECT ERROR_NUMBER(), ERROR_MESSAGE(), ERROR_STATE() END CATCH",
    '50001,own,3',
  ],
  [
    "BEGIN TRY RAISERROR ('a %s %d', 16, 2, 'b', 5) END TRY BEGIN CATCH SELECT ERROR_MESSAGE() END CATCH",
    'a b 5',
  ],
  [
    'BEGIN TRY BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH THROW END CATCH END TRY BEGIN CATCH SELECT ERROR_NUMBER() END CATCH',
    ' | 8134',
  ],
  ['BEGIN TRY SELECT 1 END TRY BEGIN CATCH SELECT 2 END CATCH', '1'],
  [
    "BEGIN TRY EXEC ('SELECT 1/0') END TRY BEGIN CATCH SELECT ERROR_NUMBER() END CATCH; SELECT ERROR_NUMBER()",
    ' | 8134 | NULL',
  ],
  ["BEGIN TRY SELECT CAST('x' AS int) END TRY BEGIN CATCH SELECT XACT_STATE() END CATCH", ' | 0'],
  [
    "BEGIN TRAN; BEGIN TRY SELECT CAST('x' AS int) END TRY BEGIN CATCH SELECT XACT_STATE(); ROLLBACK END CATCH; SELECT @@TRANCOUNT",
    ' | -1 | 0',
  ],
  [
    "BEGIN TRAN; BEGIN TRY SELECT CAST('x' AS int) END TRY BEGIN CATCH INSERT t VALUES (1, 1) END CATCH",
    ' | !3930 | !3998',
  ],
  ['SELECT @@TRANCOUNT', '0'],
])

cases('an error ends the statement, or the batch', [
  ['SELECT 1/0; SELECT 2', ' | 2 | !8134'],
  ["SELECT CAST('x' AS int); SELECT 2", ' | !245'],
  ['INSERT t VALUES (1, 1), (1, 1); SELECT @@ERROR, @@ROWCOUNT', '2627,0 | !2627'],
  ['SELECT * FROM nosuch; SELECT 2', '!208'],
  ["THROW 50000, N'x', 1; SELECT 2", '!50000'],
  ["RAISERROR ('x', 16, 1); SELECT @@ERROR", '50000 | !50000'],
  ["RAISERROR ('x', 10, 1); SELECT 3", '3'],
])

test('errors say where they happened', () => {
  expect(errorOf('SELECT 1\n\nSELECT 1/0')).toMatchObject({
    number: 8134,
    severity: 16,
    state: 1,
    line: 3,
    procedure: '',
  })
  expect(errorOf('INSERT t VALUES (5, 5)\nINSERT t VALUES (5, 5)')?.text).toMatch(
    /^Violation of PRIMARY KEY constraint 'PK__t__[0-9A-F]{16}'. Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is \(5\).$/,
  )
  expect(errorOf('SELECT 1\nSELECT FROM t')).toMatchObject({ number: 156, line: 2 })
})

test('PRINT and warnings are information', () => {
  const answer = ask(desk, session, "PRINT 'a'; PRINT 1 + 1; RAISERROR ('b', 0, 1) WITH NOWAIT")
  expect(answer.messages.map(({ number, severity, text }) => [number, severity, text])).toEqual([
    [0, 0, 'a'],
    [0, 0, '2'],
    [50_000, 0, 'b'],
  ])
})

test('each statement ends with its count and its command', () => {
  const answer = ask(
    desk,
    session,
    'DELETE t; INSERT t VALUES (1, 1), (2, 2); UPDATE t SET v = 3; SELECT * FROM t; SET NOCOUNT ON; DELETE t; SET NOCOUNT OFF',
  )
  expect(answer.ends.map(({ count, command }) => [count, command])).toEqual([
    [1, 0xc4],
    [2, 0xc3],
    [2, 0xc5],
    [2, 0xc1],
    [undefined, 0xfd],
    [undefined, 0xc4],
    [undefined, 0xfd],
  ])
})

cases('procedures are kept in the database', [
  [
    'CREATE PROCEDURE p @a int, @b int = 5, @c int OUTPUT AS BEGIN SET @c = @a + @b; SELECT @a; RETURN 7 END',
    '',
  ],
  ['DECLARE @r int, @o int; EXEC @r = p 1, @c = @o OUTPUT; SELECT @r, @o', '1 | 7,6'],
  ['DECLARE @o int; EXEC p @a = 2, @b = 3, @c = @o OUTPUT; SELECT @o', '2 | 5'],
  ['EXEC p', '!201'],
  ['EXEC p 1, 2, 3, 4', '!8144'],
  ['EXEC nosuch', '!2812'],
  ['CREATE PROCEDURE p AS SELECT 1', '!2714'],
  ['ALTER PROCEDURE p AS SELECT 42', ''],
  ['p', '42'],
  ['CREATE TABLE #r (i int); INSERT #r EXEC p; SELECT * FROM #r', '42'],
  ['DROP PROCEDURE p', ''],
  ['EXEC p', '!2812'],
  ['CREATE PROCEDURE endless AS EXEC endless', ''],
  ['EXEC endless', '!217'],
  ['CREATE VIEW w AS SELECT 1 AS a, 2 AS b', ''],
  ['SELECT b FROM w WHERE a = 1', '2'],
])

test('an error in a procedure names it', () => {
  ask(desk, session, 'CREATE PROCEDURE broken AS\nSELECT 1\nSELECT 1/0')
  expect(errorOf('EXEC broken')).toMatchObject({ number: 8134, procedure: 'broken', line: 3 })
})

const INT = { kind: 'int' } as const
const TEXT = { kind: 'nvarchar', length: 'max' } as const

function parameter(
  name: string,
  type: typeof INT | typeof TEXT,
  value: number | string | null,
  output = false,
) {
  return { name, type, value, output, isDefault: false }
}

test('a call takes parameters by name and by place, and gives them back', () => {
  const answer = call(desk, session, {
    name: 'sp_executesql',
    withoutColumns: false,
    recompile: false,
    parameters: [
      parameter('', TEXT, 'SET @b = @a * 2; SELECT @a'),
      parameter('', TEXT, '@a int, @b int OUTPUT'),
      parameter('@a', INT, 4),
      parameter('@b', INT, null, true),
    ],
  })
  expect(shown(answer)).toBe('4')
  expect(answer.status).toBe(0)
  expect(answer.returned).toMatchObject([{ ordinal: 3, name: '@b', value: 8 }])
  expect(answer.ends.every(({ inProcedure }) => inProcedure)).toBe(true)
})

test('statements are prepared, run and forgotten', () => {
  const prepared = call(desk, session, {
    name: 11,
    withoutColumns: false,
    recompile: false,
    parameters: [
      parameter('', INT, null, true),
      parameter('', TEXT, '@a int'),
      parameter('', TEXT, 'SELECT @a + 1'),
    ],
  })
  const handle = Number(prepared.returned[0]?.value)
  const execute = () =>
    call(desk, session, {
      name: 12,
      withoutColumns: false,
      recompile: false,
      parameters: [parameter('', INT, handle), parameter('', INT, 5)],
    })
  expect(shown(execute())).toBe('6')
  call(desk, session, {
    name: 'sp_unprepare',
    withoutColumns: false,
    recompile: false,
    parameters: [parameter('', INT, handle)],
  })
  expect(shown(execute())).toBe('!8179')
})

cases('SET changes the session', [
  ['SET ROWCOUNT 1; SELECT 1 UNION ALL SELECT 2; SET ROWCOUNT 0', '1'],
  ["SET DATEFIRST 1; SELECT DATEPART(weekday, '2024-01-01'); SET DATEFIRST 7", '1'],
  ['SET LOCK_TIMEOUT 500; SELECT @@LOCK_TIMEOUT; SET LOCK_TIMEOUT -1', '500'],
  ['SET NOSUCH ON', '!195'],
  ['SET TEXTSIZE 4096; SELECT @@TEXTSIZE', '4096'],
])
