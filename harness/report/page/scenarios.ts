// The scenarios, by feature; a feature is drawn when it is opened, so that thousands cost nothing.

import { scenarioTable } from './clause.js'
import { count, make, opening } from './dom.js'
import { type Choice, type Filters, filtersOf, fits, optionsOf } from './filters.js'
import type { Scenario, Store } from './store.js'

/** So many rows are shown at once while somebody filters. */
const OPENED_MAX = 80

export function scenariosView(
  store: Store,
  set: URLSearchParams,
): { node: HTMLElement; filters: Filters } {
  const counted = make('p', { class: 'counted', 'aria-live': 'polite' })
  const list = make('div', { class: 'groups' })
  const groups = groupsOf(store.scenarios)
  const filters = filtersOf({
    view: 'scenarios',
    search: 'Search scenarios and steps',
    choices: choicesOf(store),
    set,
    onChange: () => show(),
  })
  const show = (): void => {
    const values = filters.values()
    const isFiltering = Object.values(values).some((value) => value !== '')
    let shown = 0
    const nodes = groups.flatMap((members) => {
      const fitting = members.filter((scenario) => isWanted(scenario, values))
      if (fitting.length === 0) return []
      shown += fitting.length
      return [groupOf(members, fitting, isFiltering && shown <= OPENED_MAX)]
    })
    list.replaceChildren(...nodes)
    counted.textContent = `${shown} of ${count(store.scenarios.length, 'scenario')}`
    if (shown === 0) list.append(make('p', { class: 'nothing' }, 'No scenario fits.'))
  }
  show()
  return {
    node: make('section', {}, make('h1', {}, 'Scenarios'), filters.node, counted, list),
    filters,
  }
}

function isWanted(scenario: Scenario, values: Readonly<Record<string, string>>): boolean {
  const { verdict = '', feature = '', fault = '', q = '' } = values
  return (
    (verdict === '' || scenario.verdict === verdict) &&
    (feature === '' || scenario.feature === feature) &&
    (fault === '' || scenario.faults.some(({ kind }) => kind === fault)) &&
    fits(
      q,
      scenario.id,
      scenario.name,
      scenario.rule,
      scenario.clauses.join(' '),
      scenario.steps.join('\n'),
    )
  )
}

function choicesOf({ scenarios }: Store): Choice[] {
  const faults = [
    ...new Set(scenarios.flatMap((each) => each.faults.map(({ kind }) => kind))),
  ].sort()
  return [
    {
      name: 'feature',
      all: 'every feature',
      options: optionsOf(
        scenarios.map(({ feature }) => feature),
        (feature) => feature,
      ),
    },
    {
      name: 'verdict',
      all: 'every verdict',
      options: optionsOf(scenarios.map(({ verdict }) => verdict)),
    },
    { name: 'fault', all: 'any fault or none', options: optionsOf(faults) },
  ]
}

function groupOf(
  members: readonly Scenario[],
  fitting: readonly Scenario[],
  isOpen: boolean,
): HTMLElement {
  const passed = members.filter(({ verdict }) => verdict === 'passed').length
  const shown = fitting.length < members.length ? `${fitting.length} shown, ` : ''
  const [first] = members
  const node = opening(
    { class: 'group' },
    [
      make('span', { class: 'text title' }, first?.feature ?? ''),
      make('span', { class: 'quiet text' }, first?.uri ?? ''),
      make(
        'span',
        { class: passed === members.length ? 'all' : 'some' },
        `${shown}${passed} of ${members.length} passed`,
      ),
    ],
    () => [scenarioTable(fitting)],
  )
  node.open = isOpen
  return node
}

function groupsOf(scenarios: readonly Scenario[]): Scenario[][] {
  const groups = new Map<string, Scenario[]>()
  for (const scenario of scenarios) {
    const known = groups.get(scenario.uri)
    if (known === undefined) groups.set(scenario.uri, [scenario])
    else known.push(scenario)
  }
  return [...groups.values()]
}
