import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXPLORATION, FREEZE_TRACE } from './beside.fixture.js'
import { keepBeside, NOTHING_BESIDE, readBeside } from './beside.js'
import { foldRecord } from './fold.js'
import { fakeRecord, fakeResult } from './run.fixture.js'

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'frostproof-beside-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const PROOF = {
  schema: 'frostproof/proof@1',
  quick: true,
  ok: false,
  kinds: { mute: { tried: 3, caught: 2, outcomes: {} } },
  survivors: [{ kind: 'mute', id: 'x', remark: 'passed' }],
  errors: [],
  withoutRow: ['SYST-ERR-01'],
  firstTry: { caught: 1, rows: 2 },
  rows: [{ id: 'SYST-ERR-01', clause: 'SYST-ERR-01', outcome: 'caught', remark: 'here' }],
}

const SUITE = { version: '1', catalogue: 'sha256:aa', build: 'sha256:bb' }

test.each([
  [SUITE, true],
  [{ ...SUITE, build: 'sha256:cc' }, false],
])('a proof of the suite %o is of this suite: %s', (suite, expected) =>
  inFolder((folder) => {
    const madeAt = '2026-01-01T00:00:00.000Z'
    writeFileSync(join(folder, 'prove.json'), JSON.stringify({ ...PROOF, suite, madeAt }))
    expect(readBeside(folder).proof(SUITE)).toMatchObject({ madeAt, isOfThisSuite: expected })
  }),
)

test('an empty folder has nothing beside', () =>
  inFolder((folder) => {
    const { trace, proof, ...rest } = readBeside(folder)
    const { trace: _, proof: none, ...nothing } = NOTHING_BESIDE
    expect(rest).toEqual(nothing)
    expect(proof(SUITE)).toEqual(none(SUITE))
    expect(trace('traces/x.ndjson')).toEqual([])
  }))

test('a run takes along the proof and the search that lie in the folder of reports', () =>
  inFolder((folder) => {
    mkdirSync(join(folder, 'explore'))
    mkdirSync(join(folder, 'latest'))
    writeFileSync(join(folder, 'prove.json'), JSON.stringify(PROOF))
    writeFileSync(join(folder, 'explore', 'explore.json'), JSON.stringify(EXPLORATION))
    keepBeside(folder, join(folder, 'latest'))
    const { proof, exploration } = readBeside(join(folder, 'latest'))
    const counts = { ok: false, survivors: 1, withoutRow: 1, firstTry: { caught: 1 } }
    expect(proof(SUITE)).toMatchObject({ ...counts, isOfThisSuite: null })
    expect(exploration).toEqual(EXPLORATION)
  }))

test.each(['', '{', '[]', '{"schema":"frostproof/proof@1"}', '{"schema":"another"}'])(
  'a proof that is none (%s) is no proof',
  (text) =>
    inFolder((folder) => {
      writeFileSync(join(folder, 'prove.json'), text)
      expect(readBeside(folder).proof(SUITE)).toBeNull()
    }),
)

test('timelines are folded when traces of what passed were kept, and only then', () =>
  inFolder((folder) => {
    const record = fakeRecord([fakeResult('SYST-ERR-01')])
    expect(foldRecord(record, readBeside(folder)).files['timelines.html']).toBeUndefined()
    mkdirSync(join(folder, 'traces'))
    const line = { id: record.results[0]?.id, trace: FREEZE_TRACE }
    writeFileSync(join(folder, 'traces', 'passed.ndjson'), `${JSON.stringify(line)}\n`)
    const { files } = foldRecord(record, readBeside(folder))
    expect(files['timelines.html']).toContain('data-page="timelines"')
  }))
