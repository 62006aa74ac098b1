// What might lie beside a record: a freeze, a proof, a search.

import type { TraceLine } from '../model/trace.js'
import type { Exploration } from './exploration.js'
import type { ProofData } from './page/data.js'

function says(atMs: number, who: string, to: string, text: string): TraceLine {
  return { atMs, who, what: 'says', detail: { in: 'SRV1', to, text } }
}

function state(
  atMs: number,
  who: string,
  lane: string,
  states: readonly [string, string],
): TraceLine {
  const [from, to] = states
  return { atMs, who, what: 'state', detail: { in: 'SRV1', lane, from, state: to } }
}

export const FREEZE_TRACE: readonly TraceLine[] = [
  says(9_000, 'requestor', 'coordinator', 'DoSnapshotSet'),
  says(9_000, 'coordinator', 'SqlServerWriter', 'Freeze'),
  says(9_000, 'SqlServerWriter', 'coordinator', 'Freeze handled'),
  state(9_000, 'SqlServerWriter', 'writer', ['WAITING_FOR_FREEZE', 'WAITING_FOR_THAW']),
  state(9_000, 'Sales', 'database', ['online', 'frozen']),
  state(9_200, 'D:', 'volume', ['held', 'open']),
  state(9_300, 'Sales', 'database', ['frozen', 'online']),
]

export const PROOF: ProofData = {
  madeAt: '2026-01-01T00:00:00.000Z',
  isOfThisSuite: true,
  quick: false,
  ok: true,
  kinds: { mute: { tried: 3, caught: 3 }, sabotage: { tried: 2, caught: 2 } },
  firstTry: { caught: 2, rows: 2 },
  survivors: 0,
  withoutRow: 0,
  errors: 0,
  rows: [['SYST-ERR-02', 'SYST-ERR-02', 'caught', 'SYST-ERR-02/a-case']],
}

export const EXPLORATION: Exploration = {
  schema: 'frostproof/exploration@1',
  suite: { version: '0.1.0', catalogue: 'sha256:ab' },
  target: { kind: 'miniature', name: 'one that forgets', version: '1' },
  run: {
    id: 'e',
    seed: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    durationMs: 1_000,
    faults: 'singles',
    runs: 5,
    reproduce: 'npx frostproof explore --seed 1',
    complete: true,
  },
  phases: ['freeze', 'commit', 'thaw'],
  conversations: [
    {
      name: 'full',
      title: 'Full backup',
      points: 60,
      placements: 5,
      pruned: 0,
      prunedTried: 0,
      cells: [
        { phase: 'freeze', kind: 'io-error', possible: 3, tried: 3, met: 3, violated: 1 },
        { phase: 'thaw', kind: 'writer-slow', possible: 2, tried: 2, met: 1, violated: 0 },
      ],
    },
  ],
  violations: [],
}
