// What a statement costs to read, and whether a long batch costs as much per statement as a short one.

import { tokenize } from './lexer.js'
import { parseBatch } from './parse-batch.js'

const STATEMENTS: readonly string[] = [
  'SELECT 1',
  "SELECT TOP (10) c.name, COUNT(*) AS n FROM dbo.orders o JOIN dbo.customers c ON c.id = o.customer WHERE o.total BETWEEN 5 AND 100 AND c.name LIKE N'A%' GROUP BY c.name HAVING COUNT(*) > 1 ORDER BY n DESC",
  'ALTER DATABASE Orders SET SUSPEND_FOR_SNAPSHOT_BACKUP = ON (MODE = COPY_ONLY)',
  "BACKUP DATABASE Orders TO DISK = N'/backup/orders.bkm' WITH METADATA_ONLY, FORMAT",
  "UPDATE dbo.accounts SET balance = balance - 10 WHERE id = 7 AND note <> 'closed'",
]
const ROUNDS = 4_000
const LONG = 1_000

export function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const whole = STATEMENTS.join('\n')
  microseconds(() => parseBatch(whole), ROUNDS / 10)
  const single = microseconds(() => parseBatch(whole), ROUNDS) / STATEMENTS.length
  const words =
    microseconds(() => tokenize(whole, { quotedNames: true }), ROUNDS) / STATEMENTS.length
  const long = `${whole}\n`.repeat(LONG)
  const each = microseconds(() => parseBatch(long), 8) / (STATEMENTS.length * LONG)
  return Promise.resolve([
    {
      name: 'a statement parsed over its words read',
      ratio: single / words,
      text: `${single.toFixed(2)} us over ${words.toFixed(2)} us`,
    },
    {
      name: `a statement among ${STATEMENTS.length * LONG} over one among ${STATEMENTS.length}`,
      ratio: each / single,
      text: `${each.toFixed(2)} us over ${single.toFixed(2)} us`,
    },
  ])
}

function microseconds(work: () => unknown, rounds: number): number {
  const start = performance.now()
  for (let round = 0; round < rounds; round++) work()
  return ((performance.now() - start) * 1_000) / rounds
}
