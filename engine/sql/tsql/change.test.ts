import { beforeEach, expect, test } from 'vitest'
import { ask, type Desk, makeDesk, open, shown } from './tsql.fixture.js'

let desk: Desk
let session: ReturnType<typeof open>

beforeEach(() => {
  desk = makeDesk()
  session = open(desk)
  ask(
    desk,
    session,
    "CREATE TABLE t (id int PRIMARY KEY, v int NULL, s varchar(5) NOT NULL DEFAULT 'd'); INSERT t VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, 'c')",
  )
})

const ALL = 'SELECT * FROM t'

function cases(title: string, table: readonly (readonly [string, string])[]): void {
  test(title, () => {
    for (const [sql, expected] of table) {
      const answer = ask(desk, session, sql)
      expect(`${sql} => ${shown(answer)}`).toBe(`${sql} => ${expected}`)
    }
  })
}

cases('INSERT fills in what is left out', [
  [`INSERT t (id) VALUES (9); ${ALL} WHERE id = 9`, '9,NULL,d'],
  [`INSERT t VALUES (8, DEFAULT, DEFAULT); ${ALL} WHERE id = 8`, '8,NULL,d'],
  ['INSERT t (id, s) VALUES (7, NULL)', '!515'],
  ['INSERT t (id) SELECT id + 100 FROM t; SELECT COUNT(*) FROM t', '10'],
  ['INSERT t VALUES (1)', '!213'],
  ['INSERT t (id, v) VALUES (1)', '!109'],
  ['INSERT t (id) VALUES (1, 2)', '!110'],
  ["INSERT t (id, s) VALUES (50, 'abcdefg')", '!2628'],
  ["INSERT t (id, s) VALUES (50, 'abcde   '); SELECT s FROM t WHERE id = 50", 'abcde'],
  ["INSERT t (id, v) VALUES (51, 'x')", '!245'],
  ['INSERT t (id, nosuch) VALUES (1, 2)', '!207'],
])

cases('a statement that fails leaves nothing', [
  ["INSERT t VALUES (4, 1, 'x'), (5, 1, 'x'), (1, 1, 'x')", '!2627'],
  ['SELECT COUNT(*) FROM t', '3'],
  ['UPDATE t SET v = 1 / (id - 2)', '!8134'],
  ['SELECT v FROM t', '10;20;NULL'],
  ['UPDATE t SET id = 7', '!2627'],
  ['SELECT id FROM t', '1;2;3'],
])

cases('UPDATE changes what it finds', [
  [`UPDATE t SET v = v + 1 WHERE id < 3; ${ALL}`, '1,11,a;2,21,b;3,NULL,c'],
  [`UPDATE t SET v = id, id = id + 10 WHERE id = 1; ${ALL}`, '2,21,b;3,NULL,c;11,1,a'],
  [`UPDATE x SET s = 'z' FROM t x WHERE x.id = 2; ${ALL}`, '2,21,z;3,NULL,c;11,1,a'],
  [
    `UPDATE t SET v = d.n FROM t JOIN (VALUES (2, 5), (3, 6)) d(i, n) ON d.i = t.id; ${ALL}`,
    '2,5,z;3,6,c;11,1,a',
  ],
  ['DECLARE @o int; UPDATE t SET @o = v = v * 2 WHERE id = 2; SELECT @o', '10'],
  [
    'UPDATE t SET v += 1, s = DEFAULT OUTPUT deleted.v, inserted.v, inserted.s WHERE id = 2',
    '10,11,d',
  ],
  [`UPDATE TOP (1) t SET v = 0; SELECT COUNT(*) FROM t WHERE v = 0`, '1'],
  ['UPDATE t SET v = (SELECT MAX(v) FROM t); SELECT DISTINCT v FROM t', '6'],
  ['UPDATE t SET s = NULL', '!515'],
  ['UPDATE nosuch SET a = 1', '!208'],
  ['UPDATE t SET nosuch = 1', '!207'],
])

cases('DELETE takes what it finds', [
  ['DELETE FROM t OUTPUT deleted.id WHERE v IS NULL', '3'],
  ['DELETE x FROM t x JOIN (VALUES (1)) d(i) ON d.i = x.id; SELECT id FROM t', '2'],
  ['DELETE t; SELECT COUNT(*) FROM t', '0'],
  ['SELECT @@ROWCOUNT', '1'],
])

cases('identities count on', [
  [
    'CREATE TABLE i (id int IDENTITY(5, 2) PRIMARY KEY, v int); INSERT i (v) VALUES (1), (2); SELECT id FROM i',
    '5;7',
  ],
  ['INSERT i VALUES (3); SELECT SCOPE_IDENTITY(), @@IDENTITY', '9,9'],
  ['INSERT i (id, v) VALUES (1, 1)', '!544'],
  [
    'SET IDENTITY_INSERT i ON; INSERT i (id, v) VALUES (20, 1); SET IDENTITY_INSERT i OFF; INSERT i (v) VALUES (9); SELECT MAX(id) FROM i',
    '22',
  ],
  ['INSERT i (v) OUTPUT inserted.id VALUES (5)', '24'],
  ['UPDATE i SET id = 1', '!8102'],
])

cases('tables without a key keep equal rows apart', [
  [
    'CREATE TABLE h (x int, y int); INSERT h VALUES (1, 1), (1, 1), (2, 2); SELECT * FROM h',
    '1,1;1,1;2,2',
  ],
  ['UPDATE TOP (1) h SET y = 9 WHERE x = 1; SELECT y FROM h', '9;1;2'],
  ['DELETE TOP (1) FROM h WHERE x = 1; SELECT COUNT(*) FROM h', '2'],
])

cases('keys may have several columns, and texts', [
  [
    "CREATE TABLE k (a int, b varchar(5), c int, PRIMARY KEY (b, a)); INSERT k VALUES (1, 'x', 1), (2, 'x', 2), (1, 'a', 3); SELECT c FROM k",
    '3;1;2',
  ],
  ["INSERT k VALUES (1, 'X ', 4)", '!2627'],
  ["SELECT c FROM k WHERE a = 2 AND b = 'X'", '2'],
  ["DELETE k WHERE a = 2 AND b = 'x'; SELECT COUNT(*) FROM k", '2'],
])

cases('constraints hold', [
  [
    'CREATE TABLE c (id int PRIMARY KEY, u int UNIQUE, p int CHECK (p > 0)); INSERT c VALUES (1, 1, 1)',
    '',
  ],
  ['INSERT c VALUES (2, 1, 1)', '!2627'],
  ['INSERT c VALUES (2, 2, 0)', '!547'],
  ['INSERT c VALUES (2, 2, NULL); UPDATE c SET u = 1 WHERE id = 2', '!2627'],
  ['BEGIN TRAN; DELETE c WHERE id = 1; ROLLBACK; INSERT c VALUES (3, 1, 1)', '!2627'],
  ['DELETE c WHERE id = 1; INSERT c VALUES (3, 1, 1)', ''],
  ['CREATE TABLE f (id int PRIMARY KEY, c int REFERENCES c(id)); INSERT f VALUES (1, 2)', ''],
  ['INSERT f VALUES (2, 99)', '!547'],
  ['DELETE c WHERE id = 2', '!547'],
  ['DROP TABLE c', '!3726'],
  ["CREATE UNIQUE INDEX ix ON t (s); INSERT t VALUES (77, 1, 'a')", '!2601'],
])

cases('every type comes back as it went', [
  [
    `CREATE TABLE types (a bit, b tinyint, c smallint, d bigint, e real, f float, g money, h smallmoney, i decimal(20,5), j date, k time(3),
      l datetime, m datetime2(4), n smalldatetime, o datetimeoffset(2), p uniqueidentifier, q char(4), r nchar(3), s binary(3), t varbinary(10), u nvarchar(max), v varchar(max), w text);
     INSERT types VALUES (1, 255, -5, 9000000000, 1.5, -2.25, 3.1415, 2.5, -12345.67891, '2024-02-29', '23:59:58.123', '1753-01-01', '0001-01-01 00:00:00.1234', '2024-01-01 10:30',
      '2024-01-01 01:00:00.25 -05:00', '6F9619FF-8B86-D011-B42D-00C04FC964FF', 'ab', N'Ω', 0x01, 0x0102, N'žluť', 'long', 'text');
     SELECT a, b, c, d, e, g, h, i, j, k FROM types; SELECT l, m, n, o, p FROM types; SELECT q + '|', r + '|', s, t, u, v, w FROM types`,
    '1,255,-5,9000000000,1.5,3.14,2.50,-12345.67891,2024-02-29,23:59:58.123 | 1753-01-01 00:00:00.000,0001-01-01 00:00:00.1234,2024-01-01 10:30:00,2024-01-01 01:00:00.25 -05:00,6F9619FF-8B86-D011-B42D-00C04FC964FF | ab  |,Ω  |,0x010000,0x0102,žluť,long,text',
  ],
  [
    "SELECT COUNT(*) FROM types WHERE p = '6f9619ff-8b86-d011-b42d-00c04fc964ff' AND e = 1.5 AND i < 0",
    '1',
  ],
  [
    "CREATE TABLE big (v varchar(max)); INSERT big VALUES (REPLICATE(CAST('x' AS varchar(max)), 9000))",
    '!511',
  ],
])

cases('tables are made, changed and dropped', [
  ['CREATE TABLE t (id int)', '!2714'],
  ['CREATE TABLE n (a int, A int)', '!2705'],
  ['ALTER TABLE t ADD w int NOT NULL DEFAULT 7; SELECT w FROM t', '7;7;7'],
  ['ALTER TABLE t DROP COLUMN v; SELECT * FROM t WHERE id = 1', '1,a,7'],
  ['ALTER TABLE t ALTER COLUMN s nvarchar(10) NOT NULL; SELECT s FROM t', 'a;b;c'],
  ['TRUNCATE TABLE t; SELECT COUNT(*) FROM t', '0'],
  ['DROP TABLE t', ''],
  ['DROP TABLE t', '!3701'],
  ['DROP TABLE IF EXISTS t', ''],
  ['SELECT 1 AS a, 2 AS b INTO made; SELECT * FROM made', '1,2'],
])

cases("temporary tables and table variables are the session's own", [
  ['CREATE TABLE #x (i int); INSERT #x VALUES (1); SELECT * FROM #x', '1'],
  ['SELECT id INTO #y FROM t; SELECT COUNT(*) FROM #y', '3'],
  [
    "DECLARE @v TABLE (i int PRIMARY KEY, s varchar(3)); INSERT @v VALUES (1, 'a'); UPDATE @v SET s = 'b'; SELECT v.s FROM @v v",
    'b',
  ],
  [
    'DECLARE @v TABLE (i int); DELETE t OUTPUT deleted.id INTO @v WHERE id > 1; SELECT * FROM @v',
    '2;3',
  ],
  ['SELECT * FROM @v', '!1087'],
  ['DROP TABLE #x; SELECT * FROM #x', '!208'],
])

test('a temporary table is gone with its session, and unknown to others', () => {
  const other = open(desk, 52)
  ask(desk, session, 'CREATE TABLE #x (i int)')
  expect(shown(ask(desk, other, 'SELECT * FROM #x'))).toBe('!208')
})
