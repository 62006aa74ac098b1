import { expect, test } from 'vitest'
import { checkImports } from './imports.js'
import { parseSource, readSources } from './sources.js'

function checkRefused(file: string, line: string, complaint: string | undefined): void {
  const refused = checkImports(parseSource(file, line)).map((text) => text.replace(/^\S+ /, ''))
  expect(refused).toEqual(complaint === undefined ? [] : [complaint])
}

test('every import is in the table', () => {
  expect(readSources().flatMap(checkImports)).toEqual([])
})

test('a lower module may be imported', () =>
  checkRefused('engine/vss/a.ts', "import { x } from '../base/x.js'", undefined))

test('a module may import itself', () =>
  checkRefused('engine/vss/documents/a.ts', "import { x } from '../limits.js'", undefined))

test('vss does not know sql, not even by type', () =>
  checkRefused(
    'engine/vss/a.ts',
    "import type { Page } from '../sql/page/page.js'",
    'engine/vss may not import engine/sql/page/page.ts: only engine/base, engine/sim, engine/host, engine/volume',
  ))

test('a part of the SQL engine does not look up', () => {
  const complaint = checkImports(
    parseSource('engine/sql/log/a.ts', "export * from '../backup/b.js'"),
  )
  expect(complaint[0]).toContain('engine/sql/log may not import engine/sql/backup/b.ts')
})

test('oracles do not see the engine', () =>
  checkRefused(
    'harness/check/a.ts',
    "const e = await import('../../engine/index.js')",
    'harness/check may not import engine/index.ts: only harness/model',
  ))

test('steps see the harness through its door', () =>
  checkRefused(
    'steps/a.ts',
    "import { x } from '../harness/model/plan.js'",
    'steps may not import harness/model/plan.ts: only harness/index.ts',
  ))

test('the engine does not reach Node', () =>
  checkRefused(
    'engine/base/a.ts',
    "import fs from 'node:fs'",
    'engine/base may not import node:fs: no package',
  ))

test('a test in the engine may', () =>
  checkRefused('engine/base/a.test.ts', "import fs from 'node:fs'", undefined))

test('the command line loads targets late', () => {
  checkRefused('harness/cli/a.ts', "await import('../targets/engine/index.js')", undefined)
  checkRefused(
    'harness/cli/a.ts',
    "import { t } from '../targets/engine/index.js'",
    'harness/cli may not import harness/targets/engine/index.ts at start: load it with import() when it is asked for',
  )
})

test('a package is allowed by name, not by beginning', () =>
  checkRefused(
    'harness/model/a.ts',
    "import z from 'zodiac'",
    'harness/model may not import zodiac: only zod',
  ))

test('a file outside the table is refused', () => {
  expect(checkImports(parseSource('engine/extra/a.ts', ''))).toEqual([
    'engine/extra/a.ts: no row of the import table covers it',
  ])
})
