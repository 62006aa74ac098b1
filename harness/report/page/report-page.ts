// The report: an overview that stands in the page as it is, and views that are drawn when asked for.

import { clauseView } from './clause.js'
import { clausesView } from './clauses.js'
import type { EvidenceData, ReportData } from './data.js'
import { append, command, make } from './dom.js'
import { failuresSection } from './failures.js'
import type { Filters } from './filters.js'
import { explorerView } from './heat-map.js'
import { proofSection } from './proof.js'
import { routeOf, type View } from './route.js'
import { scenarioView } from './scenario.js'
import { scenariosView } from './scenarios.js'
import { type Store, storeOf, unpacked } from './store.js'
import { historyView } from './trend.js'

export async function startReport(): Promise<void> {
  const [data, evidence] = await Promise.all([
    unpacked<ReportData>('data'),
    unpacked<EvidenceData>('evidence'),
  ])
  if (data === undefined) return
  new ReportPage(storeOf(data), evidence ?? {}).start()
}

class ReportPage {
  readonly #store: Store
  readonly #evidence: EvidenceData
  readonly #overview = byId('overview')
  readonly #view = byId('view')
  #filters: Filters | undefined

  constructor(store: Store, evidence: EvidenceData) {
    this.#store = store
    this.#evidence = evidence
  }

  start(): void {
    const failures = failuresSection(this.#store, this.#evidence)
    if (failures !== undefined) byId('failures-place').append(failures)
    byId('proof-place').append(proofSection(this.#store.data.proof))
    const again = byId('again-place')
    again.replaceChildren(command(again.dataset['command'] ?? ''))
    addEventListener('hashchange', () => this.#show())
    addEventListener('keydown', (event) => this.#press(event))
    this.#show()
    document.body.dataset['ready'] = 'yes'
  }

  #show(): void {
    const route = routeOf(location.hash)
    this.#filters = undefined
    const node =
      route.view === 'thing' ? this.#thing(route.id) : this.#viewOf(route.view, route.filters)
    const isOverview = node === undefined
    this.#overview.hidden = !isOverview
    this.#view.hidden = isOverview
    this.#view.replaceChildren(...(node === undefined ? [] : [node]))
    this.#mark(route.view === 'thing' ? this.#kindOf(route.id) : route.view)
    scrollTo(0, 0)
    const heading = node?.querySelector('h1')
    document.title = [heading?.textContent ?? '', document.body.dataset['title']]
      .filter(Boolean)
      .join(' · ')
    if (heading === null || heading === undefined) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }

  #viewOf(view: View, filters: URLSearchParams): HTMLElement | undefined {
    const { data } = this.#store
    if (view === 'overview') return undefined
    if (view === 'history') return historyView(data.history)
    if (view === 'explorer')
      return data.exploration === null ? nothingExplored() : explorerView(data.exploration)
    const made =
      view === 'clauses' ? clausesView(this.#store, filters) : scenariosView(this.#store, filters)
    this.#filters = made.filters
    return made.node
  }

  #thing(id: string): HTMLElement {
    const clause = this.#store.clauseOf.get(id)
    if (clause !== undefined) return clauseView(this.#store, clause)
    const scenario = this.#store.scenarioOf.get(id)
    if (scenario !== undefined) return scenarioView(this.#store, scenario, this.#evidence)
    return make(
      'section',
      {},
      make('h1', {}, 'Not in this report'),
      make(
        'p',
        { class: 'text' },
        `There is no clause and no scenario "${id.slice(0, 300)}" here.`,
      ),
    )
  }

  #kindOf(id: string): View {
    return this.#store.clauseOf.has(id) ? 'clauses' : 'scenarios'
  }

  #mark(view: View): void {
    for (const each of document.querySelectorAll<HTMLElement>('.top nav a')) {
      if (each.dataset['view'] === view) each.setAttribute('aria-current', 'page')
      else each.removeAttribute('aria-current')
    }
  }

  #press(event: KeyboardEvent): void {
    const isTyping = /^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (this.#filters === undefined) location.hash = '#/clauses'
    setTimeout(() => this.#filters?.focus())
  }
}

function nothingExplored(): HTMLElement {
  const section = make('section', {}, make('h1', {}, 'Explorer'))
  append(section, [
    make(
      'p',
      { class: 'quiet' },
      'Nothing was explored before this run. ',
      make('code', {}, 'npx frostproof explore'),
      ' searches, and the next run shows what it tried.',
    ),
  ])
  return section
}

function byId(id: string): HTMLElement {
  const node = document.getElementById(id)
  if (node === null) throw new Error(`the page has no #${id}`)
  return node
}
