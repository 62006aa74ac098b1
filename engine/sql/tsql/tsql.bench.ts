// How fast statements are, measured in one run and printed; nothing is asserted.

import { bench, describe } from 'vitest'
import { ask, makeDesk, open } from './tsql.fixture.js'

const ROWS = 100_000
const desk = makeDesk()
const session = open(desk)
ask(desk, session, 'CREATE TABLE big (id int PRIMARY KEY, v int, s varchar(40))')
ask(
  desk,
  session,
  `INSERT big SELECT value, value % 100, 'row ' + CAST(value AS varchar(10)) FROM GENERATE_SERIES(1, ${ROWS})`,
)
let next = ROWS

describe('T-SQL', () => {
  bench('SELECT 1', () => void ask(desk, session, 'SELECT 1'))
  bench(
    'SELECT of one row by its key',
    () => void ask(desk, session, 'SELECT * FROM big WHERE id = 500'),
  )
  bench('INSERT of one row', () => void ask(desk, session, `INSERT big VALUES (${++next}, 1, 'x')`))
  bench(`SELECT of ${ROWS} rows`, () => void ask(desk, session, 'SELECT id, v, s FROM big'), {
    iterations: 3,
    time: 1,
  })
  bench(
    `GROUP BY over ${ROWS} rows`,
    () => void ask(desk, session, 'SELECT v, COUNT(*), SUM(id) FROM big GROUP BY v'),
    { iterations: 3, time: 1 },
  )
})
