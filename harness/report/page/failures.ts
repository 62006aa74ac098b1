// What did not hold, first of all: the clause, the scenario, what was expected and what was there.

import type { EvidenceData } from './data.js'
import { addressOf, append, badge, button, command, count, link, make } from './dom.js'
import { reproduceOf } from './scenario.js'
import { evidenceBox } from './steps.js'
import type { Scenario, Store } from './store.js'

const ORDER = ['failed', 'error', 'unknown'] as const
const DRAWN_AT_ONCE = 20

export function failuresSection(store: Store, evidence: EvidenceData): HTMLElement | undefined {
  const bad = ORDER.flatMap((verdict) => store.scenarios.filter((each) => each.verdict === verdict))
  if (bad.length === 0) return undefined
  const list = make('div', { class: 'cards' })
  const drawFrom = (from: number): void => {
    const until = Math.min(bad.length, from + DRAWN_AT_ONCE)
    append(
      list,
      bad.slice(from, until).map((scenario) => card(store, scenario, evidence)),
    )
    if (until === bad.length) return
    const more = button(`Show more, ${bad.length - until} left`, () => {
      more.remove()
      drawFrom(until)
    })
    append(list, [more])
  }
  drawFrom(0)
  const counted = make('span', { class: 'counted' }, count(bad.length, 'scenario'))
  return make('section', { id: 'failures' }, make('h2', {}, 'What did not hold ', counted), list)
}

function card(store: Store, scenario: Scenario, evidence: EvidenceData): HTMLElement {
  const rows = evidence[scenario.number] ?? []
  const clause = scenario.clauses
    .map((id) => store.clauseOf.get(id))
    .find((each) => each !== undefined)
  const at = scenario.signs === 0 ? -1 : scenario.signs.search(/[fue]/)
  return make(
    'article',
    { class: `card ${scenario.verdict}` },
    make(
      'div',
      { class: 'lead' },
      badge(scenario.verdict),
      make('h3', { class: 'text' }, link(addressOf(scenario.id), scenario.name)),
      make(
        'span',
        { class: 'ids' },
        scenario.clauses.map((id) => link(addressOf(id), id)),
      ),
    ),
    clause !== undefined && make('p', { class: 'must text' }, clause.says),
    at >= 0 && make('p', { class: 'step text' }, scenario.steps[at] ?? ''),
    rows.length > 0
      ? rows.map(evidenceBox)
      : scenario.reason !== '' && make('p', { class: 'text' }, scenario.reason),
    scenario.more.known !== undefined &&
      make(
        'p',
        { class: 'known' },
        `Known: ${scenario.more.known.issue}, until ${scenario.more.known.expires}`,
      ),
    command(reproduceOf(store, scenario)),
  )
}
