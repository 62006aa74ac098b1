// Whatever comes, the parser gives a tree or a refusal, and it comes to an end.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseBatch } from './parse-batch.js'

const SEEDS: readonly string[] = [
  "select a, [b] as c, count(*) from dbo.t x left join (select 1 y) z on x.a = z.y where a like N'%x' and b in (1, 2) group by a having max(c) > 1 order by 1 desc offset 1 rows",
  'declare @a int = 1, @t table (id int identity primary key) if @a = 1 begin insert @t values (default) end else while 1 = 1 break',
  "begin try begin tran update t set a += 1 output inserted.a where a between 1 and 2 commit end try begin catch if @@trancount > 0 rollback; throw 50001, 'x', 1 end catch",
  "create table t (id int not null constraint pk primary key, b as id + 1, c varchar(max) default 'x' check (c <> ''), foreign key (id) references u (id))",
  "backup database [d] to disk = N'/x/y.bak' with format, stats = 10 restore database d from disk = 'x' with move 'a' to 'b', replace, file = 2",
  'alter database d set suspend_for_snapshot_backup = on (mode = copy_only) alter server configuration set suspend_for_snapshot_backup = on (group = (a, b))',
  "create database d on primary (name = a, filename = 'x', size = 8 mb), filegroup g (name = b, filename = 'y') log on (name = c, filename = 'z')",
  'with a as (select 1 x union all select 2) merge t using a on 1 = 1 when matched then update set x = 1 when not matched then insert (x) values (1);',
  "exec @r = p @a = 1, @b = @c output, x; grant select on schema::dbo to u dbcc checkdb ('d') with no_infomsgs /* x /* y */ */ -- z",
]

const PIECES = [...new Set(SEEDS.flatMap((seed) => seed.match(/\w+|\s+|[^\w\s]/g) ?? []))]

/** A seed of which pieces were taken out, doubled, swapped or put in. */
const MUTATED = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('drop', 'double', 'put', 'swap', 'cut'),
        fc.constantFrom(...PIECES),
      ),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([seed, changes]) => {
    let pieces: string[] = seed.match(/\w+|\s+|[^\w\s]/g) ?? []
    for (const [place, change, piece] of changes) {
      const at = place % Math.max(1, pieces.length)
      const own = pieces[at] ?? ''
      if (change === 'drop') pieces.splice(at, 1)
      else if (change === 'double') pieces.splice(at, 0, own)
      else if (change === 'put') pieces.splice(at, 0, piece)
      else if (change === 'swap') pieces[at] = piece
      else pieces = pieces.slice(0, at)
    }
    return pieces.join('')
  })

/** Statements that are sound, in any order; a name may be declared twice. */
const BATCHES = fc
  .array(fc.constantFrom(...SEEDS), { minLength: 1, maxLength: 5 })
  .map((all) => all.join(' '))

const TEXTS = fc.oneof(
  { weight: 4, arbitrary: MUTATED },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((all) => all.join('')),
  },
)

test('any text gives a tree, or a refusal with a number and a line of the text', () => {
  fc.assert(
    fc.property(TEXTS, (text) => {
      const parsed = parseBatch(text)
      if (parsed.ok) return
      const { number, line, severity, text: words } = parsed.error
      expect(number).toBeGreaterThan(100)
      expect(severity).toBe(15)
      expect(words.length).toBeGreaterThan(5)
      expect(line).toBeGreaterThan(0)
      expect(line).toBeLessThanOrEqual(text.split('\n').length)
    }),
  )
})

test('a batch reads the same with comments and line ends between its words', () => {
  fc.assert(
    fc.property(BATCHES, fc.constantFrom('\n', ' /* x */ ', '\t', ' -- y\n'), (text, blank) => {
      const spaced = text
        .split(/('(?:[^']|'')*'|\[[^\]]*\]|\/\*[\s\S]*|--.*|\s+)/)
        .map((piece) => (/^\s+$/.test(piece) ? blank : piece))
        .join('')
      const kinds = (of: string) => {
        const parsed = parseBatch(of)
        return parsed.ok ? parsed.value.map(({ kind }) => kind) : parsed.error.number
      }
      expect(kinds(spaced)).toEqual(kinds(text))
    }),
  )
})
