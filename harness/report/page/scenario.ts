// The page of one scenario: its steps, its faults with their receipts, and its timeline.

import type { EvidenceData, TraceData } from './data.js'
import { addressOf, badge, command, count, link, make, tookText } from './dom.js'
import { addressOfView } from './route.js'
import { stepList } from './steps.js'
import { linesOf, type Scenario, type Store, unpacked } from './store.js'
import { timelineView } from './timeline/view.js'

export function scenarioView(
  store: Store,
  scenario: Scenario,
  evidence: EvidenceData,
): HTMLElement {
  const { more } = scenario
  return make(
    'article',
    { class: 'scenario-page' },
    make(
      'nav',
      { class: 'crumbs', 'aria-label': 'Where this is' },
      link(addressOfView('scenarios'), 'Scenarios'),
      link(addressOfView('scenarios', { feature: scenario.feature }), scenario.feature),
    ),
    make(
      'div',
      { class: 'lead' },
      make('h1', { class: 'text' }, scenario.name),
      badge(scenario.verdict),
    ),
    scenario.rule !== '' && make('p', { class: 'says text' }, scenario.rule),
    scenario.reason !== '' &&
      make('p', { class: `reason text ${scenario.verdict}` }, scenario.reason),
    knownOf(scenario),
    factsOf(scenario),
    make(
      'section',
      {},
      make('h2', {}, 'Steps'),
      stepList(scenario, evidence[scenario.number] ?? []),
    ),
    scenario.faults.length > 0 && faultsOf(scenario),
    timelineSection(store, scenario),
    make(
      'section',
      {},
      make('h2', {}, 'Run it again'),
      command(reproduceOf(store, scenario)),
      more.failure !== undefined && [
        make('p', { class: 'quiet' }, 'Or replay the scenario file that was kept of it:'),
        command(`npx frostproof replay ${placeOf(more.failure)}`),
      ],
      more.trace !== undefined &&
        make(
          'p',
          { class: 'quiet' },
          make('a', { href: pathAddress(more.trace) }, 'The trace as it was written'),
        ),
    ),
  )
}

export function reproduceOf({ data }: Store, { clauses }: Scenario): string {
  const id = clauses.find((each) => /^[\w.:-]+$/.test(each))
  return id === undefined ? data.all : data.reproduce.replace('CLAUSE', () => id)
}

function pathAddress(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** Where a file of the report is, for whoever opened the page from a disk. */
function placeOf(path: string): string {
  if (location.protocol !== 'file:') return path
  const folder = decodeURIComponent(location.pathname).replace(/[^/]*$/, '')
  const full = folder.replace(/^\/(?=[A-Za-z]:)/, '') + path
  return /^[\w@%+=:,./-]+$/.test(full) ? full : `"${full}"`
}

function knownOf({ more }: Scenario): HTMLElement | undefined {
  if (more.known === undefined) return undefined
  const { owner, issue, expires } = more.known
  return make('p', { class: 'known text' }, `Known: ${issue}, with ${owner}, until ${expires}`)
}

function factsOf(scenario: Scenario): HTMLElement {
  const rows: [string, HTMLElement | string][] = [
    ['Shows', make('span', {}, separated(scenario.clauses.map((id) => link(addressOf(id), id))))],
    ['Written at', `${scenario.uri}:${scenario.line}`],
    ['Took', tookText(scenario.durationMs)],
    ['Virtual time', scenario.virtualMs > 0 ? tookText(scenario.virtualMs) : 'none'],
  ]
  const { attempts } = scenario.more
  if (attempts !== undefined) {
    const passed = attempts.filter((verdict) => verdict === 'passed').length
    rows.push(['Attempts', `passed ${passed} of ${attempts.length}: ${attempts.join(', ')}`])
  }
  return make(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) =>
      make('div', {}, make('dt', {}, name), make('dd', { class: 'text' }, value)),
    ),
  )
}

function separated(nodes: readonly HTMLElement[]): (HTMLElement | string)[] {
  return nodes.flatMap((node, index) => (index === 0 ? [node] : [', ', node]))
}

function faultsOf({ faults }: Scenario): HTMLElement {
  const heads = ['Fault', 'Where', 'Placed', 'What became of it']
  return make(
    'section',
    {},
    make('h2', {}, count(faults.length, 'fault')),
    make(
      'table',
      { class: 'list faults' },
      make('caption', { class: 'unseen' }, 'Fault receipts'),
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
        faults.map(({ kind, where, at, receipt }) =>
          make(
            'tr',
            {},
            make('th', { scope: 'row' }, kind),
            make('td', { class: 'text' }, where),
            make('td', {}, at),
            make('td', {}, make('ul', { class: 'receipt' }, receipt.split('; ').map(receiptItem))),
          ),
        ),
      ),
    ),
  )
}

function receiptItem(text: string): HTMLElement {
  const isMissing = /^(?:not |no effect)/.test(text)
  return make('li', { class: isMissing ? 'missing text' : 'text' }, text)
}

function timelineSection(store: Store, scenario: Scenario): HTMLElement {
  const holder = make('section', { class: 'timeline-section' }, make('h2', {}, 'Timeline'))
  const { timeline } = scenario.more
  if (timeline === 'here') {
    void unpacked<TraceData>(`trace-${scenario.number}`).then((traces) => {
      const trace = linesOf(traces?.[scenario.id] ?? [])
      holder.append(timelineView([{ title: '', trace }]))
    })
    return holder
  }
  if (timeline === 'beside') {
    const address = `timelines.html#${addressOf(scenario.id)}`
    holder.append(
      make(
        'p',
        {},
        make('a', { href: address, class: 'action' }, 'Open its timeline'),
        ' in the page beside this one.',
      ),
    )
    return holder
  }
  holder.append(
    make('p', { class: 'quiet' }, 'No timeline was kept of it. This run keeps one:'),
    command(`${reproduceOf(store, scenario)} --timelines`),
  )
  return holder
}
