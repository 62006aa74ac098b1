// Pages beside a report: the timelines of what passed, a search on its own, targets compared.

import type { Exploration } from '../exploration.js'
import type { MatrixData, TimelinesData, TraceData } from './data.js'
import { addressOf, count, link, make, opening } from './dom.js'
import { fits } from './filters.js'
import { explorerView } from './heat-map.js'
import { linesOf, unpacked } from './store.js'
import { type Moment, timelineOf } from './timeline/model.js'
import { timeText } from './timeline/scale.js'
import { type Titled, timelineView } from './timeline/view.js'

const FOUND_MAX = 200

export async function startTimelines(): Promise<void> {
  const data = await unpacked<TimelinesData>('data')
  const view = document.getElementById('view')
  if (data === undefined || view === null) return
  const show = async (): Promise<void> => {
    const id = decodeURIComponent(location.hash.slice(1))
    const entry = data.scenarios.find(([each]) => each === id)
    view.replaceChildren(entry === undefined ? listOf(data) : await oneOf(entry))
    scrollTo(0, 0)
    document.body.dataset['ready'] = 'yes'
  }
  addEventListener('hashchange', () => void show())
  await show()
}

async function oneOf([id, feature, name, part]: TimelinesData['scenarios'][number]) {
  const traces = await unpacked<TraceData>(part)
  return make(
    'article',
    {},
    make(
      'nav',
      { class: 'crumbs', 'aria-label': 'Where this is' },
      link('', 'All timelines'),
      make('span', {}, feature),
    ),
    make('h1', { class: 'text' }, name),
    make('p', {}, make('a', { href: `report.html#${addressOf(id)}` }, 'In the report')),
    timelineView([{ title: '', trace: linesOf(traces?.[id] ?? []) }]),
  )
}

function listOf({ scenarios }: TimelinesData): HTMLElement {
  const features = [...new Set(scenarios.map(([, feature]) => feature))]
  const field = make('input', {
    type: 'search',
    'aria-label': 'Search timelines',
    placeholder: 'Search timelines',
  })
  const list = make('div', {})
  const show = (): void => {
    const query = field.value.trim()
    const fitting = scenarios.filter(([id, feature, name]) => fits(query, id, feature, name))
    list.replaceChildren(
      ...features.flatMap((feature) => {
        const own = fitting.filter((entry) => entry[1] === feature)
        if (own.length === 0) return []
        const node = opening(
          { class: 'group' },
          [
            make('span', { class: 'text title' }, feature),
            make('span', { class: 'all' }, count(own.length, 'timeline')),
          ],
          () => [
            make(
              'ul',
              { class: 'plain' },
              own.map(([id, , name]) => make('li', {}, link(addressOf(id), name))),
            ),
          ],
        )
        node.open = query !== '' && fitting.length <= FOUND_MAX
        return [node]
      }),
    )
  }
  field.addEventListener('input', show)
  show()
  return make(
    'section',
    {},
    make('h1', {}, 'Timelines'),
    make(
      'p',
      { class: 'quiet' },
      `${count(scenarios.length, 'scenario')} that passed. `,
      make('a', { href: 'report.html' }, 'Back to the report'),
    ),
    make('form', { class: 'filters', role: 'search' }, field),
    list,
  )
}

export async function startExploration(): Promise<void> {
  const exploration = await unpacked<Exploration>('data')
  if (exploration !== undefined) document.getElementById('view')?.append(explorerView(exploration))
  document.body.dataset['ready'] = 'yes'
}

/** The first scenario on which targets part, on one axis, and the first thing that differs. */
export async function startMatrix(): Promise<void> {
  const data = await unpacked<MatrixData>('data')
  const place = document.getElementById('disagreement')
  const told = (data?.targets ?? [])
    .filter(({ trace }) => trace.length > 0)
    .map(({ title, trace }) => ({ title, trace: linesOf(trace) }))
  if (place !== null && told.length > 0) {
    const parting = partingOf(told)
    if (parting !== undefined) place.append(parting)
    place.append(timelineView(told))
  }
  document.body.dataset['ready'] = 'yes'
}

function partingOf(told: readonly Titled[]): HTMLElement | undefined {
  const [first, second] = told.map(({ title, trace }) => ({ title, ...timelineOf(trace) }))
  if (first === undefined || second === undefined) return undefined
  const size = Math.max(first.moments.length, second.moments.length)
  for (let index = 0; index < size; index++) {
    const [left, right] = [first.moments[index], second.moments[index]]
    if (left !== undefined && right !== undefined && sameMoment(left, right)) continue
    return make(
      'dl',
      { class: 'parting' },
      [[first.title, left] as const, [second.title, right] as const].map(([title, moment]) => [
        make('dt', { class: 'text' }, title),
        make('dd', { class: 'text' }, momentText(moment)),
      ]),
    )
  }
  const text = 'Everything that can be seen went the same way: what differs is what was answered.'
  return make('p', { class: 'quiet' }, text)
}

function sameMoment(left: Moment, right: Moment): boolean {
  return left.atMs === right.atMs && left.who === right.who && left.text === right.text
}

function momentText(moment: Moment | undefined): string {
  if (moment === undefined) return 'nothing more happened'
  return `at ${timeText(moment.atMs)}, ${moment.who}: ${moment.text}`
}
