// The page of one clause: what the document says in our words, and how far it was shown to hold.

import { addressOf, badge, type Children, command, link, make, tookText } from './dom.js'
import { addressOfView } from './route.js'
import type { Clause, Scenario, Store } from './store.js'

export function clauseView(store: Store, clause: Clause): HTMLElement {
  const { data } = store
  const system = data.systems.find(({ prefix }) => prefix === clause.system)
  return make(
    'article',
    { class: 'clause-page' },
    make(
      'nav',
      { class: 'crumbs', 'aria-label': 'Where this is' },
      link(addressOfView('clauses'), 'Clauses'),
      link(addressOfView('clauses', { system: clause.system }), system?.title ?? clause.system),
      link(
        addressOfView('clauses', { area: `${clause.system}-${clause.area}` }),
        clause.section.replaceAll('-', ' '),
      ),
    ),
    make(
      'div',
      { class: 'lead' },
      make('h1', { class: 'id' }, clause.id),
      badge(clause.verdict, clause.partial),
    ),
    make('p', { class: 'says text' }, clause.says),
    clause.reason !== '' && make('p', { class: `reason text ${clause.verdict}` }, clause.reason),
    make(
      'dl',
      { class: 'facts' },
      fact('Drawn from', system?.source ?? clause.system),
      fact('Section', clause.section.replaceAll('-', ' ')),
      fact('Kind', clause.kind),
      fact(
        'Faults it was shown under',
        clause.faults.length === 0 ? 'none' : clause.faults.join(', '),
      ),
    ),
    clause.contested !== '' &&
      make(
        'section',
        { class: 'contested' },
        make('h2', {}, 'Contested'),
        make('p', { class: 'text' }, clause.contested),
      ),
    shownBy(clause),
    proofOf(store, clause),
    make(
      'section',
      {},
      make('h2', {}, 'Run it again'),
      command(data.reproduce.replace('CLAUSE', () => clause.id)),
    ),
  )
}

function fact(name: string, ...value: Children): HTMLElement {
  return make('div', {}, make('dt', {}, name), make('dd', { class: 'text' }, ...value))
}

function shownBy({ scenarios }: Clause): HTMLElement {
  const title = make('h2', {}, 'How it was shown')
  if (scenarios.length === 0)
    return make('section', {}, title, make('p', { class: 'quiet' }, 'No scenario of it was run.'))
  return make('section', {}, title, scenarioTable(worstFirst(scenarios)))
}

/** What did not pass is what one looks for. */
function worstFirst(scenarios: readonly Scenario[]): Scenario[] {
  const rank = ({ verdict }: Scenario): number => (verdict === 'passed' ? 1 : 0)
  return scenarios.toSorted((left, right) => rank(left) - rank(right))
}

export function scenarioTable(scenarios: readonly Scenario[]): HTMLElement {
  const heads = ['Verdict', 'Scenario', 'Faults', 'Virtual time']
  return make(
    'table',
    { class: 'list' },
    make('caption', { class: 'unseen' }, 'Scenarios'),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        heads.map((head) => make('th', { scope: 'col' }, head)),
      ),
    ),
    make(
      'tbody',
      {},
      scenarios.map((scenario) =>
        make(
          'tr',
          {},
          make('td', {}, badge(scenario.verdict)),
          make('th', { scope: 'row', class: 'text' }, link(addressOf(scenario.id), scenario.name)),
          make(
            'td',
            { class: 'quiet' },
            [...new Set(scenario.faults.map(({ kind }) => kind))].join(', '),
          ),
          make('td', { class: 'number' }, scenario.virtualMs > 0 && tookText(scenario.virtualMs)),
        ),
      ),
    ),
  )
}

/** What `prove` did to it: a clause that nothing can break has shown nothing. */
function proofOf({ data: { proof } }: Store, clause: Clause): HTMLElement {
  const title = make('h2', {}, 'Could it have failed?')
  if (proof === null)
    return make(
      'section',
      {},
      title,
      make(
        'p',
        { class: 'quiet' },
        'This report holds no proof. ',
        make('code', {}, 'npx frostproof prove --json > reports/prove.json'),
        ' before a run puts one into it.',
      ),
    )
  const rows = proof.rows.filter(([, of]) => of === clause.id)
  if (rows.length === 0)
    return make(
      'section',
      {},
      title,
      make(
        'p',
        { class: 'quiet' },
        proof.quick
          ? 'The proof was a quick one and did not come to this clause.'
          : 'No row of the proof breaks this clause on purpose.',
      ),
    )
  return make(
    'section',
    {},
    title,
    make(
      'p',
      { class: 'quiet' },
      'The engine was broken on purpose, and the scenarios of the clause were run on it.',
    ),
    make(
      'ul',
      { class: 'proof-rows' },
      rows.map(([id, , outcome, remark]) =>
        make(
          'li',
          {},
          make('span', { class: `badge ${outcome === 'caught' ? 'passed' : 'failed'}` }, outcome),
          make('span', { class: 'id' }, id),
          make('span', { class: 'text quiet' }, remark),
        ),
      ),
    ),
  )
}
