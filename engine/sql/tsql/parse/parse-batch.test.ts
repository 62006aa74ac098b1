import { expect, test } from 'vitest'
import { parseBatch, parseParameters } from './parse-batch.js'

/** The kinds of the statements of a batch. */
function check(text: string, ...kinds: string[]): void {
  const parsed = parseBatch(text, { parameters: ['@r'] })
  if (!parsed.ok) throw new Error(`${parsed.error.number} ${parsed.error.text}`)
  expect(parsed.value.map(({ kind }) => kind)).toEqual(kinds)
}

/** What a batch is refused with; the line is 1 unless it is given. */
function refuse(text: string, number: number, words: string | RegExp, line = 1): void {
  const parsed = parseBatch(text)
  expect(parsed.ok ? 'it was read' : parsed.error.text).toMatch(words)
  if (!parsed.ok) expect([parsed.error.number, parsed.error.line]).toEqual([number, line])
}

const READ: readonly (readonly [string, string])[] = [
  ['SELECT 1', 'query'],
  ['select @@version', 'query'],
  ["select N'a''b', 'x', 0x1F, 0x, 1.5, .5, 1e3, $12.50, -1, null", 'query'],
  ['select [a b], "c ""d", a.b.c.d from a..b x', 'query'],
  ['select /* a /* b */ c */ 1 -- end', 'query'],
  ['select distinct top 5 percent * from t', 'query'],
  ['select top (@r) with ties a, b as c, d e, f = g, @r = h, @r += 1, t.* from t', 'query'],
  ['select a \'quoted alias\', b as [x], c as "y" from t', 'query'],
  ['select * from a inner join b on a.x = b.x left outer join c on 1 = 1, d', 'query'],
  ['select * from a join b join c on b.x = c.x on a.x = b.x', 'query'],
  [
    'select * from a cross join b full join c on a.x = c.x cross apply d outer apply f(a.x) g',
    'query',
  ],
  ['select * from (select 1 x union all select 2) t (y) where y in (select 1)', 'query'],
  ['select * from (values (1, 2), (3, 4)) t (a, b)', 'query'],
  ['select * from ((select 1 a union select 2) except select 3) t', 'query'],
  ['select * from (a join b on a.x = b.x) join c on c.x = a.x', 'query'],
  ['select * from t (nolock) where 1 = 1', 'query'],
  ['select * from t with (updlock, holdlock, index(1)) where 1 = 1', 'query'],
  ['select a from t group by a having count(*) > 1 order by 1 desc, a', 'query'],
  ['select a from t order by a offset 1 rows fetch next 2 rows only option (maxdop 1)', 'query'],
  ['select 1 union select 2 intersect select 3 order by 1', 'query'],
  ['(select 1) union all (select 2)', 'query'],
  ['with a as (select 1 x), b (y) as (select x from a) select * from b', 'query'],
  ['with a as (select 1 x) delete from a', 'delete'],
  ['select case when a = 1 then 2 else 3 end, case a when 1 then 2 end from t', 'query'],
  [
    'select cast(a as decimal(10, 2)), convert(varchar(max), b, 121), try_cast(c as int) from t',
    'query',
  ],
  [
    'select iif(1 = 1, 2, 3), coalesce(a, b), nullif(a, 1), left(a, 1), right(a, 2) from t',
    'query',
  ],
  [
    'select dateadd(dd, 1, getdate()), datediff(hour, a, b), datepart(year, current_timestamp) from t',
    'query',
  ],
  [
    'select count(*), count(distinct a), sum(all b), row_number() over (partition by a order by b) from t',
    'query',
  ],
  ["select string_agg(a, ',') within group (order by a desc) from t", 'query'],
  [
    'select 1 where a between 1 and 2 and b not like c escape d or not exists (select 1) and e is not null',
    'query',
  ],
  [
    'select 1 where (a = 1 or (b + 1) * 2 > 3) and x >= all (select 1) and y <> any (select 2)',
    'query',
  ],
  ['select 1 where a !< 1 and b !> 2 and c != 3', 'query'],
  ["select a collate Latin1_General_BIN2 + 'x' from t", 'query'],
  ["select * from t where contains(body, 'word') and freetext((a, b), N'x')", 'query'],
  ["select {fn now()}, {d '2026-01-01'}", 'query'],
  ['select a into #t from b', 'query'],
  ['select * from sys.databases for browse', 'query'],
  ['insert t values (1, default, null)', 'insert'],
  ['insert into t (a, b) output inserted.a into @r2 (a) values (1, 2), (3, 4)', 'bad'],
  ['insert into t (a) output inserted.a, deleted.b select 1', 'insert'],
  ['insert t default values', 'insert'],
  ['insert t (a) exec p 1, @x = 2', 'insert'],
  ['insert t (select 1)', 'insert'],
  [
    'insert bulk t ([a] int, b nvarchar(10) collate Latin1_General_CI_AS) with (tablock, check_constraints)',
    'insert-bulk',
  ],
  [
    'update t set a = 1, b += 2, t.c = default, @r = d = 3 from t join s on 1 = 1 where a = 1',
    'update',
  ],
  ['update top (1) t with (rowlock) set a = 1 output inserted.a', 'update'],
  ['delete top (1) from t output deleted.* from t join s on 1 = 1 where 1 = 1', 'delete'],
  ['delete t', 'delete'],
  [
    'merge into t as a using s b on a.x = b.x when matched and 1 = 1 then delete when not matched by target then insert (x) values (1) when not matched by source then update set x = 1;',
    'merge',
  ],
  ['exec p', 'execute'],
  ["execute @r = dbo.p 1, -2, word, @a = 'x', @b = @r output", 'execute'],
  ["exec ('select ' + @r)", 'execute'],
  ['sp_who', 'execute'],
  ["sp_help 'x'", 'execute'],
  ['selec 1, foo', 'execute'],
  ['declare @a int = 1, @b as varchar(10), @t table (id int primary key)', 'declare'],
  ['set @r = 1', 'set-variable'],
  ['set nocount, xact_abort on', 'set-options'],
  ['set statistics io off', 'set-options'],
  ['set transaction isolation level repeatable read', 'set-isolation'],
  ['set lock_timeout -1', 'set-value'],
  ['set language us_english', 'set-value'],
  ['set identity_insert dbo.t on', 'set-identity-insert'],
  ['if 1 = 1 print 1; else print 2', 'if'],
  ['while 1 = 1 begin if 1 = 1 break else continue end', 'while'],
  ['begin try select 1 end try begin catch throw end catch', 'try'],
  ["throw 50001, 'x', 1", 'throw'],
  ["raiserror ('x %d', 16, 1, @r) with nowait, log", 'raiserror'],
  ["waitfor delay '00:00:01.5'", 'waitfor'],
  ["waitfor time '23:59'", 'waitfor'],
  ['begin tran', 'begin-transaction'],
  ["begin transaction a with mark 'm'", 'begin-transaction'],
  ['begin distributed tran', 'begin-transaction'],
  ['commit work', 'commit'],
  ['rollback tran a', 'rollback'],
  ['save transaction a', 'save-transaction'],
  ['return', 'return'],
  [
    'create table t (a int identity(1, 1) not null, b as a + 1 persisted, c varchar(10) default (1) constraint x check (c > 1), primary key clustered (a desc), foreign key (a) references u (b) on delete cascade, index i (a)) on [PRIMARY]',
    'create-table',
  ],
  [
    'create table t (a int primary key, b double precision, c national character varying(10) null,)',
    'create-table',
  ],
  ['alter table t add d int null constraint e default 1, constraint u unique (d)', 'alter-table'],
  ['alter table t drop constraint u, column d', 'alter-table'],
  ['alter table t alter column d bigint not null', 'alter-table'],
  ['alter table t nocheck constraint all', 'alter-table'],
  ['drop table if exists a, b', 'drop-objects'],
  ['truncate table t', 'truncate-table'],
  [
    'create unique nonclustered index i on t (a, b desc) include (c) where a > 1 with (fillfactor = 80)',
    'create-index',
  ],
  ['drop index i on t', 'drop-index'],
  ['alter index all on t rebuild', 'alter-index'],
  [
    'create or alter proc p (@a int = 1, @b int output) with recompile as begin return 1 end',
    'define-procedure',
  ],
  ['create view v (a) as select 1', 'define-view'],
  ['create schema s authorization dbo', 'create-schema'],
  ["create fulltext catalog c in path 'x' as default", 'create-full-text-catalog'],
  ['create fulltext index on t (a language 1033, b) key index i on c', 'create-full-text-index'],
  [
    "create database d on primary (name = a, filename = 'x', size = 8 mb, maxsize = unlimited, filegrowth = 10%), filegroup g (name = b, filename = 'y') log on (name = c, filename = 'z') collate Latin1_General_CI_AS",
    'create-database',
  ],
  ["create database d on (filename = 'x') for attach", 'create-database'],
  ["create database s on (name = d, filename = 'x') as snapshot of d", 'create-database-snapshot'],
  ['drop database if exists d, e', 'drop-database'],
  ['alter database d set offline with rollback immediate', 'alter-database'],
  [
    'alter database current set recovery bulk_logged, auto_close on, page_verify checksum',
    'alter-database',
  ],
  ['alter database d set compatibility_level = 160', 'alter-database'],
  ['alter database d set suspend_for_snapshot_backup = on (mode = copy_only)', 'alter-database'],
  ["alter database d add log file (name = l, filename = 'x')", 'alter-database'],
  ["alter database d add file (name = l, filename = 'x') to filegroup g", 'alter-database'],
  ['alter database d modify file (name = a, newname = b, size = 1 gb)', 'alter-database'],
  ['alter database d modify filegroup g read_only', 'alter-database'],
  ['alter server configuration set suspend_for_snapshot_backup = on', 'suspend-server'],
  [
    'alter server configuration set suspend_for_snapshot_backup = on (group = (a, b), mode = copy_only)',
    'suspend-server',
  ],
  [
    'alter server configuration set suspend_for_snapshot_backup = off (group = (a))',
    'suspend-server',
  ],
  [
    "backup database d to disk = 'x' with differential, init, format, checksum, stats = 10, name = 'n'",
    'backup',
  ],
  ["backup database @r file = 'a', filegroup = 'b' to disk = @r with copy_only", 'backup'],
  ["backup log d to disk = 'x' with norecovery", 'backup'],
  ["backup group a, b to disk = 'x' with metadata_only", 'backup-group'],
  ["backup server to disk = 'x' with metadata_only, format", 'backup-group'],
  [
    "restore database d from disk = 'x' with move 'a' to 'b', file = 2, replace, norecovery",
    'restore',
  ],
  ["restore log d from disk = 'x' with stopat = '2026-01-01', recovery", 'restore'],
  ['restore database d with recovery', 'restore'],
  ["restore database d from database_snapshot = 's'", 'restore'],
  ["restore filelistonly from disk = 'x' with metadata_only, dbname = 'd'", 'restore-information'],
  ["restore verifyonly from disk = N'x'", 'restore-information'],
  ["dbcc checkdb ('d', noindex) with no_infomsgs, all_errormsgs", 'dbcc'],
  ['dbcc shrinkfile (1, emptyfile)', 'dbcc'],
  ['use [a b]', 'use'],
  ['checkpoint', 'checkpoint'],
  ['kill 52 with statusonly', 'kill'],
  ['shutdown with nowait', 'shutdown'],
  [
    "create login x with password = 'p' must_change, check_policy = off, default_database = d",
    'create-login',
  ],
  ['create login [a\\b] from windows', 'create-login'],
  ["alter login x with password = 'p'", 'alter-login'],
  ['alter login x disable', 'alter-login'],
  ['create user u for login l with default_schema = dbo', 'create-user'],
  ['alter role db_owner add member u', 'alter-role'],
  ['alter server role sysadmin drop member u', 'alter-role'],
  ['grant view server state to u', 'permission'],
  ['grant select, insert (a, b) on object::dbo.t to u, public with grant option', 'permission'],
  ['deny select on schema::dbo to u', 'permission'],
]

for (const [text, kind] of READ)
  if (kind === 'bad') test(`${text} is refused`, () => refuse(text, 1087, /table variable "@r2"/))
  else test(text, () => check(text, kind))

const SYNTAX: readonly (readonly [string, number, string | RegExp, number?])[] = [
  ['select * from', 102, "Incorrect syntax near 'from'."],
  ['select 1=1', 102, "Incorrect syntax near '='."],
  ['select\n1,\n,2', 102, "Incorrect syntax near ','.", 3],
  ['select 1\nselect 2 from from', 156, "Incorrect syntax near the keyword 'from'.", 2],
  ["select 'abc", 105, "Unclosed quotation mark after the character string 'abc'."],
  ['select 1\n/* x', 113, "Missing end comment mark '*/'.", 2],
  ['select [a', 105, /Unclosed quotation mark/],
  ['select 1 from t where 1', 4145, /expression of non-boolean type .* near '1'/],
  ['if 1 print 2', 4145, /near 'print'/],
  ['select 1 from t with a as (select 1) select 1', 319, /previous statement must be terminated/],
  ['select @nothing', 137, 'Must declare the scalar variable "@nothing".'],
  ['declare @a int\ndeclare @A int', 134, /'@A' has already been declared/, 2],
  ['declare @a int = @a', 137, /"@a"/],
  ['break', 135, /BREAK/],
  ['continue', 136, /CONTINUE/],
  ['return 1', 178, /RETURN statement with a return value/],
  ['throw', 10704, /To rethrow an error/],
  ['goto x', 133, /label 'x'/],
  ['x: x:', 132, /'x' has already been declared/],
  ['select 1 create procedure p as select 1', 111, /'CREATE PROCEDURE' must be the first/],
  ['set nosuch on', 195, "'nosuch' is not a recognized SET option."],
  ['select dateadd(foo, 1, 2)', 155, "'foo' is not a recognized dateadd option."],
  ["backup database d to disk = 'x' with foo", 155, "'foo' is not a recognized BACKUP option."],
  ["restore database d from disk = 'x' with foo", 155, /RESTORE option/],
  ['insert t (a) values (1, 2)', 110, /fewer columns/],
  ['insert t (a, b) values (1)', 109, /more columns/],
  ['insert t values (1), (1, 2)', 10709, /must be the same/],
  ["waitfor delay 'soon'", 148, /'soon' used with WAITFOR/],
  ['exec p @a = 1, 2', 119, /Must pass parameter number 2/],
  ['select * from t with (foo)', 321, /"foo" is not a recognized table hints option/],
  ['merge t using s on 1 = 1 when matched then delete', 10713, /terminated by a semi-colon/],
  ['select a.b.c.d.e from t.u.v.w.x', 117, /maximum number of prefixes/],
  [
    'alter database d set suspend_for_snapshot_backup on',
    156,
    "Incorrect syntax near the keyword 'on'.",
  ],
  ['alter database d set suspend_for_snapshot_backup = on (copy_only)', 102, /near 'copy_only'/],
  ['alter database d set nosuch', 102, /near 'nosuch'/],
  ['create table t (a int primary)', 102, /near '\)'/],
  ['create table t ()', 102, /near '\)'/],
  ['begin', 102, /near 'begin'/],
  ['begin end', 156, /keyword 'end'/],
  ['select 1 end', 156, /keyword 'end'/],
  ['print 1 foo', 102, /near 'foo'/],
  ['select 99999999999999999999999999999999999999999', 1007, /out of the range/],
  ['select 1e999', 168, /floating point value '1e999'/],
  [`select ${'x'.repeat(129)}`, 103, /too long/],
  ['select ?', 102, /near '\?'/],
]

for (const [text, number, words, line] of SYNTAX)
  test(`${text.slice(0, 60)} gives ${number}`, () => refuse(text, number, words, line))

test('statements need no semicolon between them', () =>
  check(
    'select 1 select 2; ; declare @a int select @a set @a = 1 exec p @a if 1 = 1 begin print 1 end update t set a = 1 delete t',
    'query',
    'query',
    'declare',
    'query',
    'set-variable',
    'execute',
    'if',
    'update',
    'delete',
  ))

test('a batch of nothing has no statement', () => check(' -- only a comment\n;;'))

test('lines are those of the batch', () => {
  const parsed = parseBatch("select 1\r\n\r\nselect '\n\n', 2\nselect 3")
  expect(parsed.ok && parsed.value.map(({ at }) => at.line)).toEqual([1, 3, 6])
})

test('without quoted identifiers a text in double quotation marks is a string', () => {
  const parsed = parseBatch('select "it""s"', { quotedNames: false })
  const [first] = parsed.ok ? parsed.value : []
  expect(first).toMatchObject({
    query: { body: { items: [{ value: { kind: 'string', value: 'it"s' } }] } },
  })
})

test('AND binds more strongly than OR, and products more strongly than sums', () => {
  const parsed = parseBatch('select 1 where 1 = 2 or 3 = 4 + 5 * 6 and not 7 = 8')
  const [first] = parsed.ok ? parsed.value : []
  expect(first).toMatchObject({
    query: {
      body: {
        where: {
          kind: 'or',
          right: {
            kind: 'and',
            left: { right: { operator: '+', right: { operator: '*' } } },
            right: { kind: 'not' },
          },
        },
      },
    },
  })
})

test('INTERSECT binds more strongly than UNION', () => {
  const parsed = parseBatch('select 1 union select 2 intersect select 3')
  const [first] = parsed.ok ? parsed.value : []
  expect(first).toMatchObject({
    query: { body: { operator: 'union', right: { operator: 'intersect' } } },
  })
})

test('parameters are read as sp_executesql gives them', () => {
  const parsed = parseParameters('@a int, @b decimal(10, 2) = 1 OUTPUT, @c nvarchar(max)')
  expect(parsed.ok && parsed.value.map(({ name, output }) => [name, output])).toEqual([
    ['@a', false],
    ['@b', true],
    ['@c', false],
  ])
})

test('what is nested too deeply is refused, however it is nested', () => {
  const deep: readonly string[] = [
    `select ${'('.repeat(100_000)}`,
    `select 1${'+1'.repeat(100_000)}`,
    `select ${'~'.repeat(100_000)}1`,
    `select 1 where ${'not '.repeat(100_000)} 1 = 1`,
    `select 1 where 1 = 1${' and 1 = 1'.repeat(50_000)}`,
    `${'begin '.repeat(100_000)}`,
    `${'if 1 = 1 '.repeat(100_000)}`,
    `select * from ${'('.repeat(100_000)}`,
    `select * from a${' join b'.repeat(100_000)}`,
    `select 1${' union select 1'.repeat(50_000)}`,
    `select ${'case when 1 = 1 then '.repeat(50_000)}`,
    `select ${'abs('.repeat(100_000)}`,
    `select 1 where 1 in ${'(select 1 where 1 in '.repeat(50_000)}`,
  ]
  for (const text of deep) refuse(text, 191, /nested too deeply/)
})

test('much that is not nested is read', () => {
  check(`select ${'1 + 1, '.repeat(20_000)} 2`, 'query')
  check(`select 1 where 1 in (${'1, '.repeat(50_000)} 2)`, 'query')
  check('select 1 '.repeat(20_000), ...Array.from({ length: 20_000 }, () => 'query'))
})
