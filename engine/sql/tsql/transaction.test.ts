import { beforeEach, expect, test } from 'vitest'
import { seconds } from '../../base/units.js'
import { later, type Process, sleepUntil, type Task } from '../../sim/index.js'
import {
  crashDatabase,
  findDatabase,
  freeze,
  openDatabase,
  requireOnline,
  thaw,
} from '../recovery/index.js'
import { transactionRequest } from './index.js'
import {
  type Answer,
  ask,
  asking,
  collector,
  type Desk,
  makeDesk,
  must,
  open,
  patience,
  run,
  shown,
} from './tsql.fixture.js'

let desk: Desk
let one: ReturnType<typeof open>
let two: ReturnType<typeof open>

beforeEach(() => {
  desk = makeDesk()
  one = open(desk, 51)
  two = open(desk, 52)
  ask(desk, one, 'CREATE TABLE t (id int PRIMARY KEY, v int); INSERT t VALUES (1, 10), (2, 20)')
})

function online() {
  return must(requireOnline(must(findDatabase(desk.instance, 'Work'))))
}

function start(session: typeof one, sql: string, cancel = patience()): Task<Answer> {
  return desk.sim.spawn('request', asking(session, sql, cancel))
}

/** Lets ten seconds pass. */
function wait(): void {
  run(desk.sim, sleepingTen())
}

function* sleepingTen(): Process {
  yield* sleepUntil(later(desk.sim.now, seconds(10)))
}

const ALL = 'SELECT * FROM t'

function cases(title: string, table: readonly (readonly [string, string])[]): void {
  test(title, () => {
    for (const [sql, expected] of table) {
      const answer = ask(desk, one, sql)
      expect(`${sql} => ${shown(answer)}`).toBe(`${sql} => ${expected}`)
    }
  })
}

cases('transactions nest, and end as they say', [
  [
    'BEGIN TRAN; UPDATE t SET v = 0; BEGIN TRAN; SELECT @@TRANCOUNT; COMMIT; SELECT @@TRANCOUNT; ROLLBACK; SELECT @@TRANCOUNT',
    '2 | 1 | 0',
  ],
  [ALL, '1,10;2,20'],
  [
    'BEGIN TRAN a; SAVE TRAN s; UPDATE t SET v = 5; ROLLBACK TRAN s; COMMIT; SELECT v FROM t',
    '10;20',
  ],
  ['BEGIN TRAN; ROLLBACK TRAN nosuch', '!6401'],
  ['ROLLBACK', ''],
  ['ROLLBACK', '!3903'],
  ['COMMIT', '!3902'],
  [
    'SET IMPLICIT_TRANSACTIONS ON; UPDATE t SET v = 1; SELECT @@TRANCOUNT; ROLLBACK; SET IMPLICIT_TRANSACTIONS OFF; SELECT v FROM t',
    '1 | 10;20',
  ],
])

cases('XACT_ABORT takes the transaction along', [
  [
    'SET XACT_ABORT ON; BEGIN TRAN; UPDATE t SET v = 1 WHERE id = 1; INSERT t VALUES (1, 1); SELECT 99',
    '!2627',
  ],
  ['SELECT @@TRANCOUNT, MAX(v) FROM t', '0,20'],
  [
    'SET XACT_ABORT OFF; BEGIN TRAN; UPDATE t SET v = 1 WHERE id = 1; INSERT t VALUES (1, 1); COMMIT; SELECT v FROM t',
    '1;20 | !2627',
  ],
])

test('what another has changed and not committed is waited for', () => {
  ask(desk, one, 'BEGIN TRAN; UPDATE t SET v = 99 WHERE id = 1')
  const reader = start(two, ALL)
  wait()
  expect(reader.state).toBe('running')
  expect(shown(ask(desk, open(desk, 53), 'SELECT v FROM t WITH (NOLOCK)'))).toBe('99;20')
  expect(shown(ask(desk, open(desk, 54), 'SELECT v FROM t WITH (READPAST)'))).toBe('20')
  expect(shown(ask(desk, open(desk, 55), 'SELECT v FROM t WHERE id = 2'))).toBe('20')
  ask(desk, one, 'COMMIT')
  expect(shown(desk.sim.finish(reader))).toBe('1,99;2,20')
})

test('a row that another has deleted and not committed is waited for', () => {
  ask(desk, one, 'BEGIN TRAN; DELETE t WHERE id = 1')
  const reader = start(two, ALL)
  wait()
  expect(reader.state).toBe('running')
  ask(desk, one, 'ROLLBACK')
  expect(shown(desk.sim.finish(reader))).toBe('1,10;2,20')
})

test('a second writer waits for the first', () => {
  ask(desk, one, 'BEGIN TRAN; UPDATE t SET v = v + 1 WHERE id = 1')
  const writer = start(two, 'UPDATE t SET v = v + 1 WHERE id = 1')
  wait()
  expect(writer.state).toBe('running')
  ask(desk, one, 'COMMIT')
  desk.sim.finish(writer)
  expect(shown(ask(desk, one, ALL))).toBe('1,12;2,20')
})

test('LOCK_TIMEOUT ends a wait with 1222 and leaves the transaction', () => {
  ask(desk, one, 'BEGIN TRAN; UPDATE t SET v = 0 WHERE id = 1')
  const answer = ask(
    desk,
    two,
    'SET LOCK_TIMEOUT 2000; BEGIN TRAN; UPDATE t SET v = 1 WHERE id = 2; UPDATE t SET v = 1 WHERE id = 1; SELECT @@TRANCOUNT',
  )
  expect(shown(answer)).toBe('1 | !1222')
})

test('an attention ends a wait, and the statement leaves nothing', () => {
  ask(desk, one, 'BEGIN TRAN; UPDATE t SET v = 0 WHERE id = 2')
  const cancel = patience()
  const writer = start(two, 'BEGIN TRAN; INSERT t VALUES (3, 3); UPDATE t SET v = v + 1', cancel)
  wait()
  cancel.cancelled = true
  desk.sim.fire(cancel.signal)
  desk.sim.finish(writer)
  ask(desk, one, 'COMMIT')
  expect(shown(ask(desk, two, `SELECT @@TRANCOUNT; ${ALL}`))).toBe('1 | 1,10;2,0;3,3')
})

test('an attention ends WAITFOR', () => {
  const cancel = patience()
  const waiting = start(two, "WAITFOR DELAY '01:00:00'; SELECT 1", cancel)
  wait()
  cancel.cancelled = true
  desk.sim.fire(cancel.signal)
  expect(shown(desk.sim.finish(waiting))).toBe('')
})

test('WAITFOR waits as long as it says', () => {
  const before = desk.sim.now
  ask(desk, one, "WAITFOR DELAY '00:00:05.5'")
  expect(desk.sim.now - before).toBe(seconds(5.5))
})

test('of two that wait for each other one is chosen and told so', () => {
  ask(desk, one, 'BEGIN TRAN; UPDATE t SET v = 1 WHERE id = 1')
  ask(desk, two, 'BEGIN TRAN; UPDATE t SET v = 2 WHERE id = 2')
  const first = start(one, 'UPDATE t SET v = 1 WHERE id = 2')
  const second = start(two, 'UPDATE t SET v = 2 WHERE id = 1; SELECT 1')
  const answers = [desk.sim.finish(first), desk.sim.finish(second)].map(shown)
  expect(answers.filter((answer) => answer === '!1205')).toHaveLength(1)
  const counts = [one, two].map((session) => shown(ask(desk, session, 'SELECT @@TRANCOUNT')))
  expect(counts.toSorted()).toEqual(['0', '1'])
})

test('a write waits while the database is frozen, and an attention ends that', () => {
  freeze(online())
  const cancel = patience()
  const given = start(one, 'UPDATE t SET v = 77 WHERE id = 1', cancel)
  const waiting = start(two, 'UPDATE t SET v = 88 WHERE id = 2')
  wait()
  expect([given.state, waiting.state]).toEqual(['running', 'running'])
  expect(shown(ask(desk, open(desk, 53), 'SELECT * FROM t WITH (NOLOCK)'))).toBe('1,10;2,20')
  cancel.cancelled = true
  desk.sim.fire(cancel.signal)
  desk.sim.finish(given)
  thaw(online())
  desk.sim.finish(waiting)
  expect(shown(ask(desk, one, ALL))).toBe('1,10;2,88')
})

test('SERIALIZABLE keeps others from adding rows', () => {
  ask(desk, one, 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; BEGIN TRAN; SELECT COUNT(*) FROM t')
  const writer = start(two, 'INSERT t VALUES (9, 9)')
  wait()
  expect(writer.state).toBe('running')
  expect(shown(ask(desk, one, 'SELECT COUNT(*) FROM t; COMMIT'))).toBe('2')
  desk.sim.finish(writer)
})

test('REPEATABLE READ keeps others from changing what was read', () => {
  ask(
    desk,
    one,
    'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; BEGIN TRAN; SELECT v FROM t WHERE id = 1',
  )
  const writer = start(two, 'UPDATE t SET v = 0 WHERE id = 1')
  wait()
  expect(writer.state).toBe('running')
  ask(desk, one, 'COMMIT')
  desk.sim.finish(writer)
})

test('two writers of one UNIQUE value wait for each other', () => {
  ask(
    desk,
    one,
    'CREATE TABLE u (id int PRIMARY KEY, x int UNIQUE); BEGIN TRAN; INSERT u VALUES (1, 5)',
  )
  const other = start(two, 'INSERT u VALUES (2, 5)')
  wait()
  expect(other.state).toBe('running')
  ask(desk, one, 'ROLLBACK')
  expect(shown(desk.sim.finish(other))).toBe('')
})

test('what is committed survives a crash, what is not is gone', () => {
  ask(
    desk,
    one,
    "UPDATE t SET v = 11 WHERE id = 1; CREATE TABLE h (x varchar(10)); INSERT h VALUES ('a'), ('a'); CREATE TABLE k (a int, b int, PRIMARY KEY (a, b)); INSERT k VALUES (1, 2)",
  )
  ask(desk, one, "BEGIN TRAN; UPDATE t SET v = 0; INSERT h VALUES ('b'); DELETE k")
  const database = must(findDatabase(desk.instance, 'Work'))
  crashDatabase(database)
  must(openDatabase(database))
  const fresh = open(desk, 60)
  expect(
    shown(ask(desk, fresh, `${ALL}; SELECT * FROM h; SELECT * FROM k; INSERT k VALUES (1, 2)`)),
  ).toBe('1,11;2,20 | a;a | 1,2 | !2627')
})

test('a session whose database crashed is told so', () => {
  ask(desk, one, 'BEGIN TRAN; UPDATE t SET v = 0')
  crashDatabase(must(findDatabase(desk.instance, 'Work')))
  expect(shown(ask(desk, one, 'UPDATE t SET v = 1'))).toMatch(/^!\d+$/)
})

test('the transaction manager begins, commits and begins again', () => {
  const { answer, sink } = collector()
  run(
    desk.sim,
    transactionRequest(one, { kind: 'begin', name: '', isolation: undefined }, sink, patience()),
  )
  ask(desk, one, 'UPDATE t SET v = 5 WHERE id = 1')
  run(
    desk.sim,
    transactionRequest(
      one,
      { kind: 'commit', name: '', thenBegin: { name: '', isolation: undefined } },
      sink,
      patience(),
    ),
  )
  ask(desk, one, 'UPDATE t SET v = 6 WHERE id = 1')
  run(
    desk.sim,
    transactionRequest(one, { kind: 'rollback', name: '', thenBegin: undefined }, sink, patience()),
  )
  expect(answer.changes.map(({ kind }) => kind)).toEqual(['begin', 'commit', 'begin', 'rollback'])
  expect(shown(ask(desk, one, 'SELECT v FROM t WHERE id = 1'))).toBe('5')
})

test('a transaction works in several databases', () => {
  ask(
    desk,
    one,
    "CREATE DATABASE Other ON (NAME = o, FILENAME = 'D:\\o.mdf') LOG ON (NAME = ol, FILENAME = 'E:\\o.ldf')",
  )
  ask(desk, one, 'CREATE TABLE Other.dbo.x (i int PRIMARY KEY)')
  expect(
    shown(
      ask(
        desk,
        one,
        'BEGIN TRAN; INSERT Other..x VALUES (1); UPDATE t SET v = 0; ROLLBACK; SELECT COUNT(*) FROM Other.dbo.x; SELECT v FROM t',
      ),
    ),
  ).toBe('0 | 10;20')
  expect(
    shown(
      ask(
        desk,
        one,
        'BEGIN TRAN; INSERT Other.dbo.x VALUES (1); UPDATE t SET v = 0; COMMIT; USE Other; SELECT * FROM x; SELECT v FROM Work.dbo.t',
      ),
    ),
  ).toBe('1 | 0;0')
})

cases('what is made and dropped in a transaction leaves its pages in order', [
  [
    'BEGIN TRAN; CREATE TABLE #a (i int); INSERT #a VALUES (1); DROP TABLE #a; ROLLBACK; CREATE TABLE #a (i int); INSERT #a VALUES (2); SELECT * FROM #a',
    '2',
  ],
  [
    'BEGIN TRAN; TRUNCATE TABLE t; SELECT COUNT(*) FROM t; ROLLBACK; SELECT COUNT(*) FROM t',
    '0 | 2',
  ],
  ['BEGIN TRAN; UPDATE t SET v = 1; DROP TABLE t', '!40515'],
  ['ROLLBACK; SELECT v FROM t', '10;20'],
  ["BEGIN TRAN; EXEC ('CREATE TABLE #b (i int); INSERT #b VALUES (1)'); SELECT * FROM #b", '!208'],
  ['SELECT @@TRANCOUNT; ROLLBACK', '1'],
])

cases('what a text sets and enters ends with it', [
  [
    "EXEC ('USE master; SET NOCOUNT ON; SELECT DB_NAME()'); SELECT DB_NAME(), @@OPTIONS & 512",
    'master | Work,0',
  ],
  ["EXEC sp_executesql N'SET LOCK_TIMEOUT 5'; SELECT @@LOCK_TIMEOUT", '-1'],
])
