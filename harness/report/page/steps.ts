// The steps of a scenario as they were written, each with what came of it.

import type { EvidenceRow } from './data.js'
import { make, opening } from './dom.js'
import type { Scenario } from './store.js'

const SIGNS: Readonly<Record<string, string>> = { p: '✓', f: '✗', u: '?', e: '!', s: '·' }
const WORDS: Readonly<Record<string, string>> = {
  p: 'passed',
  f: 'failed',
  u: 'unknown',
  e: 'error',
  s: 'skipped',
}

export function stepList(scenario: Scenario, evidence: readonly EvidenceRow[]): HTMLElement {
  if (scenario.steps.length === 0)
    return make('p', { class: 'quiet' }, 'Its steps are in events.ndjson.')
  return make(
    'ol',
    { class: 'steps' },
    scenario.steps.map((line, index) => {
      const sign = scenario.signs === 0 ? 'p' : (scenario.signs[index] ?? 's')
      const space = line.indexOf(' ')
      const seen = evidence.filter(([step]) => step === index)
      return make(
        'li',
        { class: `step-${WORDS[sign]}` },
        make('span', { class: 'sign', role: 'img', 'aria-label': WORDS[sign] }, SIGNS[sign] ?? ''),
        make(
          'span',
          { class: 'text' },
          make('b', {}, line.slice(0, space + 1)),
          line.slice(space + 1),
        ),
        seen.map(evidenceBox),
      )
    }),
  )
}

export function evidenceBox([, mismatches, reply]: EvidenceRow): HTMLElement {
  return make(
    'div',
    { class: 'seen' },
    mismatches.map(mismatch),
    reply !== 0 && opening({}, ['What the target answered'], () => [make('pre', {}, reply)]),
  )
}

/** Most mismatches read "place is this, expected that"; what could be read two ways is left whole. */
function mismatch(line: string): HTMLElement {
  const parts = line.split(', expected ')
  const match = parts.length === 2 ? /^(\S+) (?:is )?(.*)$/s.exec(parts[0] ?? '') : null
  const rows =
    match === null
      ? [['Observed', line]]
      : [
          ['Expected', parts[1] ?? ''],
          ['Observed', match[2] ?? ''],
          ['At', match[1] ?? ''],
        ]
  return make(
    'dl',
    {},
    rows.map(([name = '', value = '']) => [
      make('dt', { class: name.toLowerCase() }, name),
      make('dd', { class: `text ${name.toLowerCase()}` }, value),
    ]),
  )
}
