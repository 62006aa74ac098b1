// Runs that were never run: what the tests of this folder fold.

import type {
  RecordCase,
  RecordClause,
  RecordFooter,
  RecordHeader,
  RecordResult,
} from '../model/record.js'
import type { Verdict } from '../model/verdict.js'
import type { RunRecord } from './schema.js'

export function fakeClause(id: string, change: Partial<RecordClause> = {}): RecordClause {
  return {
    id,
    system: id.slice(0, 4),
    section: 'basic-troubleshooting',
    kind: 'behaviour',
    says: `What ${id} says must hold.`,
    contested: null,
    finished: id.startsWith('SYST'),
    ...change,
  }
}

export const THREE_CLAUSES = [
  fakeClause('SYST-ERR-01'),
  fakeClause('SYST-ERR-02'),
  fakeClause('SQLW-DIF-19'),
]

export function fakeHeader(
  change: Partial<Omit<RecordHeader, 'run'>> & { run?: Partial<RecordHeader['run']> } = {},
): RecordHeader {
  return {
    kind: 'header',
    schema: 'frostproof/events@2',
    suite: { version: '0.1.0', catalogue: `sha256:${'ab'.repeat(32)}` },
    target: {
      kind: 'engine',
      name: 'frostproof-engine',
      version: '0.1.0',
      capabilities: ['host', 'vss'],
      deterministic: true,
    },
    environment: { node: '22.0.0', platform: 'linux', arch: 'x64' },
    systems: [
      { prefix: 'SYST', title: 'System state backup', source: 'Troubleshoot system state backup' },
      { prefix: 'SQLW', title: 'SQL Writer', source: 'SQL Server backup applications' },
    ],
    baseline: null,
    history: [],
    clauses: THREE_CLAUSES,
    ...change,
    run: {
      id: 'run-1',
      seed: 1,
      startedAt: '2026-01-02T03:04:05.000Z',
      reproduce: 'npx frostproof run --seed 1',
      full: false,
      asked: [],
      retry: 0,
      ...change.run,
    },
  }
}

export function fakeResult(
  clause: string,
  verdict: Verdict = 'passed',
  change: Partial<RecordResult> = {},
): RecordResult {
  const uri = 'features/system-state/errors.feature'
  return {
    kind: 'result',
    id: `${uri}#${clause}/a-case`,
    uri,
    line: 12,
    feature: 'Errors of a system state backup',
    rule: 'A stopped service is named',
    name: `A case of ${clause}`,
    clauses: [clause],
    verdict,
    reason: verdict === 'passed' ? null : `because of ${verdict}`,
    durationMs: 2,
    virtualMs: 61_000,
    steps: [
      { text: 'Given the service VSS is stopped', line: 13, verdict: 'passed' },
      verdict === 'failed'
        ? {
            text: 'Then the job fails with 0x8079',
            line: 14,
            verdict,
            reply: { state: 'Completed' },
            mismatches: ['reply.state is "Completed", expected "Failed"'],
          }
        : { text: 'Then the job fails with 0x8079', line: 14, verdict: 'passed' },
    ],
    faults: [
      {
        kind: 'service-stopped',
        where: 'VSS',
        at: 'start',
        applied: true,
        effect: 'the job was refused',
        removed: true,
        clean: true,
      },
    ],
    trace: null,
    ...change,
  }
}

export function fakeRecord(
  results: readonly RecordResult[],
  header: RecordHeader = fakeHeader(),
): RunRecord {
  const footer: RecordFooter = { kind: 'footer', results: results.length, durationMs: 5, files: {} }
  return { header, cases: fakeCases(results), results, footer, seal: 'c'.repeat(64) }
}

/** The plan that these are the results of. */
export function fakeCases(results: readonly RecordResult[]): RecordCase[] {
  return results.map(({ id }) => ({ id, plan: 'ab'.repeat(8) }))
}
