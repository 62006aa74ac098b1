// The table of clauses, with search and filters.

import { addressOf, badge, count, link, make } from './dom.js'
import { type Choice, type Filters, filtersOf, fits, optionsOf } from './filters.js'
import type { Clause, Store } from './store.js'

export function clausesView(
  store: Store,
  set: URLSearchParams,
): { node: HTMLElement; filters: Filters } {
  const counted = make('p', { class: 'counted', 'aria-live': 'polite' })
  const nothing = make('p', { class: 'nothing' }, 'No clause fits.')
  const rows = store.clauses.map(rowOf)
  const body = make('tbody', {}, rows)
  const filters = filtersOf({
    view: 'clauses',
    search: 'Search clauses',
    choices: choicesOf(store),
    set,
    onChange: () => show(),
  })
  const show = (): void => {
    const values = filters.values()
    let shown = 0
    for (const [index, clause] of store.clauses.entries()) {
      const row = rows[index]
      if (row === undefined) continue
      row.hidden = !isWanted(clause, values)
      if (!row.hidden) shown++
    }
    counted.textContent = `${shown} of ${count(store.clauses.length, 'clause')}`
    nothing.hidden = shown > 0
  }
  show()
  const heads = ['Clause', 'Verdict', 'What must hold', 'Scenarios']
  const table = make(
    'table',
    { class: 'list clauses' },
    make('caption', { class: 'unseen' }, 'Clauses'),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        heads.map((head) => make('th', { scope: 'col' }, head)),
      ),
    ),
    body,
  )
  return {
    node: make('section', {}, make('h1', {}, 'Clauses'), filters.node, counted, table, nothing),
    filters,
  }
}

function isWanted(clause: Clause, values: Readonly<Record<string, string>>): boolean {
  return (
    isOne(values['system'], clause.system) &&
    isOne(values['area'], `${clause.system}-${clause.area}`) &&
    isOne(values['kind'], clause.kind) &&
    isOne(values['verdict'], clause.verdict) &&
    (values['fault'] === undefined ||
      values['fault'] === '' ||
      clause.faults.includes(values['fault'])) &&
    fits(values['q'] ?? '', clause.id, clause.says, clause.section)
  )
}

function isOne(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === '' || wanted === value
}

function choicesOf({ clauses, data }: Store): Choice[] {
  const titles = new Map(data.systems.map(({ prefix, title }) => [prefix, title]))
  const faults = [...new Set(clauses.flatMap((clause) => clause.faults))].sort()
  const areas = new Map<string, string>()
  for (const { system, area, section } of clauses) {
    const key = `${system}-${area}`
    if (!areas.has(key)) areas.set(key, `${key} · ${section.replaceAll('-', ' ')}`)
  }
  return [
    {
      name: 'system',
      all: 'every system',
      options: optionsOf(
        clauses.map(({ system }) => system),
        (system) => titles.get(system) ?? system,
      ),
    },
    {
      name: 'area',
      all: 'every area',
      options: [...areas].map(([value, label]) => ({ value, label })),
    },
    { name: 'kind', all: 'every kind', options: optionsOf(clauses.map(({ kind }) => kind)) },
    {
      name: 'verdict',
      all: 'every verdict',
      options: optionsOf(clauses.map(({ verdict }) => verdict)),
    },
    { name: 'fault', all: 'any fault or none', options: optionsOf(faults) },
  ]
}

function rowOf(clause: Clause): HTMLTableRowElement {
  return make(
    'tr',
    {},
    make('th', { scope: 'row', class: 'id' }, link(addressOf(clause.id), clause.id)),
    make('td', {}, badge(clause.verdict, clause.partial)),
    make(
      'td',
      { class: 'text' },
      clause.says,
      clause.contested !== '' && make('span', { class: 'tag' }, 'contested'),
    ),
    make(
      'td',
      { class: 'number' },
      clause.scenarios.length === 0 ? '' : String(clause.scenarios.length),
    ),
  )
}
