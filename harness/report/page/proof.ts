// Whether the suite could have failed at all, on the first screen.

import type { ProofData } from './data.js'
import { count, make } from './dom.js'

const TITLES: readonly (readonly [string, string])[] = [
  ['mute', 'A target that agrees to everything'],
  ['no-action', 'Scenarios without their action'],
  ['inert-fault', 'Faults that are never applied'],
  ['sabotage', 'Lines of the engine broken on purpose'],
]

export function proofSection(proof: ProofData | null): HTMLElement {
  const title = make('h2', {}, 'Could this suite have failed?')
  if (proof === null)
    return make(
      'section',
      { class: 'proof' },
      title,
      make(
        'p',
        { class: 'quiet' },
        'This report holds no proof of it. Keep one with ',
        make('code', {}, 'npx frostproof prove --json > reports/prove.json'),
        ' and run again.',
      ),
    )
  const { firstTry } = proof
  return make(
    'section',
    { class: 'proof' },
    title,
    make(
      'p',
      {},
      outcomeOf(proof),
      proof.quick && ' The proof was a quick one: a tenth of the rows.',
    ),
    make('p', { class: proof.isOfThisSuite === true ? 'quiet' : 'short' }, originOf(proof)),
    make(
      'dl',
      { class: 'tallies' },
      TITLES.flatMap(([kind, words]) => {
        const tally = proof.kinds[kind]
        if (tally === undefined) return []
        return [tallyOf(words, `${tally.caught} of ${tally.tried}`, tally.caught < tally.tried)]
      }),
      tallyOf('Caught at the first try', `${firstTry.caught} of ${firstTry.rows}`, false),
    ),
  )
}

function tallyOf(words: string, share: string, isShort: boolean): HTMLElement {
  return make(
    'div',
    {},
    make('dt', {}, words),
    make('dd', { class: isShort ? 'short' : '' }, `${share}`),
  )
}

function originOf({ madeAt, isOfThisSuite }: ProofData): string {
  const day = madeAt === '' ? '' : ` on ${madeAt.slice(0, 10)}`
  if (isOfThisSuite === true) return `Led${day} on this very suite.`
  if (isOfThisSuite === null) return 'The proof does not say which suite it was led on.'
  return `Led${day} on another state of the suite: it says nothing certain of this one.`
}

function outcomeOf({ ok, survivors, withoutRow, errors }: ProofData): string {
  if (ok) return 'Everything that was broken on purpose was caught.'
  const faults = [
    survivors > 0 && `${count(survivors, 'survivor')} that should have been caught`,
    withoutRow > 0 && `${count(withoutRow, 'clause')} that no row breaks`,
    errors > 0 && `${count(errors, 'row')} that could not be tried`,
  ].filter(Boolean)
  return `Not proven: ${faults.join(', ')}.`
}
