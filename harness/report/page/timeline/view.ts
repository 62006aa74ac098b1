// A timeline one can use: zoom, hover, and step from moment to moment by keyboard; and the same as a
// table, for whoever cannot see it or wants to search it.

import type { TraceLine } from '../../../model/trace.js'
import { append, button, count, make, opening } from '../dom.js'
import { type Drawing, draw, HEAD_HEIGHT, LANE_HEIGHT } from './draw.js'
import { KIND_TITLES } from './lane-names.js'
import { type Lane, type Moment, type Timeline, timelineOf } from './model.js'
import { type Scale, scaleOf, timeText } from './scale.js'

const ZOOM_MIN = 0.3
const ZOOM_MAX = 5
const ZOOM_STEP = 1.3
const ROWS_MAX = 2_000

export interface Titled {
  /** Whose timeline it is, when there are several. */
  readonly title: string
  readonly trace: readonly TraceLine[]
}

/** Timelines one below the other, on one axis. */
export function timelineView(given: readonly Titled[]): HTMLElement {
  const shown = given.map(({ title, trace }) => ({ title, timeline: timelineOf(trace) }))
  const timelines = shown.map(({ timeline }) => timeline)
  const said = make('output', { class: 'said', 'aria-live': 'polite' })
  const body = make('div', { class: 'timelines' })
  const panels = shown.map(({ title, timeline }) => new Panel(title, timeline, said))
  let zoom = 1
  const redraw = (next: number): void => {
    zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, next))
    const scale = scaleOf(timelines, zoom)
    for (const [index, panel] of panels.entries()) panel.show(scale, scale.x[index] ?? [])
  }
  const fit = (): void => {
    const room = body.clientWidth - (body.querySelector('.lane-names')?.clientWidth ?? 0) - 4
    const natural = scaleOf(timelines, 1).width
    if (room > 0) redraw(Math.min(1.6, room / natural))
  }
  const tools = make(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Timeline' },
    button('−', () => redraw(zoom / ZOOM_STEP), { 'aria-label': 'Zoom out' }),
    button('+', () => redraw(zoom * ZOOM_STEP), { 'aria-label': 'Zoom in' }),
    button('Fit', fit),
    make('span', { class: 'hint' }, 'Arrow keys step through it, + and − zoom.'),
  )
  for (const panel of panels) {
    panel.onZoom = (factor) => redraw(zoom * factor)
    append(body, [panel.node])
  }
  redraw(1)
  together(panels.map(({ scroller }) => scroller))
  return make('div', { class: 'timeline-view' }, tools, body, said, legend(), tables(shown))
}

class Panel {
  readonly node: HTMLElement
  readonly scroller: HTMLElement
  onZoom: (factor: number) => void = () => {}
  readonly #timeline: Timeline
  readonly #said: HTMLElement
  #places: readonly number[] = []
  #drawing: Drawing | undefined
  #at = -1

  constructor(title: string, timeline: Timeline, said: HTMLElement) {
    this.#timeline = timeline
    this.#said = said
    this.scroller = make('div', {
      class: 'scroller',
      tabindex: 0,
      role: 'group',
      'aria-label': `Timeline${title === '' ? '' : ` of ${title}`}, ${count(timeline.moments.length, 'event')}`,
    })
    this.scroller.addEventListener('keydown', (event) => this.#press(event))
    this.scroller.addEventListener('pointermove', (event) => this.#hover(event))
    this.node = make(
      'div',
      { class: 'panel' },
      title !== '' && make('h3', { class: 'panel-title' }, title),
      make('div', { class: 'lanes' }, laneNames(timeline.lanes), this.scroller),
    )
  }

  show(scale: Scale, places: readonly number[]): void {
    this.#places = places
    this.#drawing = draw(this.#timeline, scale, places)
    this.scroller.replaceChildren(this.#drawing.root)
    this.#point()
  }

  #press(event: KeyboardEvent): void {
    const { moments } = this.#timeline
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: this.#at + 1,
      ArrowLeft: this.#at - 1,
      Home: 0,
      End: moments.length - 1,
    }
    const next = steps[event.key]
    if (next !== undefined) {
      event.preventDefault()
      this.#go(Math.max(0, Math.min(moments.length - 1, next)))
      this.#reveal()
    } else if (event.key === '+' || event.key === '=') this.onZoom(ZOOM_STEP)
    else if (event.key === '-') this.onZoom(1 / ZOOM_STEP)
  }

  /** The moment nearest to the pointer, its own lane first. */
  #hover(event: PointerEvent): void {
    const box = this.#drawing?.root.getBoundingClientRect()
    if (box === undefined) return
    const x = event.clientX - box.left
    const lane = Math.floor((event.clientY - box.top - HEAD_HEIGHT) / LANE_HEIGHT)
    let best = -1
    let distance = 30
    for (const [index, moment] of this.#timeline.moments.entries()) {
      const away =
        Math.abs((this.#places[moment.column] ?? 0) - x) + (moment.lane === lane ? 0 : 12)
      if (away >= distance) continue
      best = index
      distance = away
    }
    if (best >= 0) this.#go(best)
  }

  #go(index: number): void {
    this.#at = index
    this.#point()
    const moment = this.#timeline.moments[index]
    if (moment === undefined) return
    this.#said.replaceChildren(
      make('b', {}, timeText(moment.atMs)),
      make('span', { class: 'who' }, moment.who),
      make('span', { class: 'text' }, moment.text),
    )
  }

  #point(): void {
    const moment = this.#timeline.moments[this.#at]
    if (moment === undefined || this.#drawing === undefined) return
    const x = String(this.#places[moment.column] ?? 0)
    this.#drawing.cursor.setAttribute('x1', x)
    this.#drawing.cursor.setAttribute('x2', x)
  }

  #reveal(): void {
    const moment = this.#timeline.moments[this.#at]
    const x = this.#places[moment?.column ?? 0] ?? 0
    const { scrollLeft, clientWidth } = this.scroller
    if (x < scrollLeft + 20 || x > scrollLeft + clientWidth - 40)
      this.scroller.scrollLeft = x - clientWidth / 2
  }
}

/** Scrolling one scrolls the others, so that the axis stays one. */
function together(scrollers: readonly HTMLElement[]): void {
  for (const scroller of scrollers)
    scroller.addEventListener('scroll', () => {
      for (const other of scrollers)
        if (other.scrollLeft !== scroller.scrollLeft) other.scrollLeft = scroller.scrollLeft
    })
}

function laneNames(lanes: readonly Lane[]): HTMLElement {
  const kinds = lanes.map(({ kind }) => kind)
  return make(
    'ol',
    { class: 'lane-names', 'aria-hidden': 'true' },
    lanes.map(({ kind, title, place }, index) =>
      make(
        'li',
        {
          class: kinds.indexOf(kind) === index ? `kind-${kind} first` : `kind-${kind}`,
          title: title,
        },
        make('span', { class: 'kind' }, kinds.indexOf(kind) === index ? KIND_TITLES[kind] : ''),
        make('span', { class: 'lane-title' }, place === '' ? title : `${title} · ${place}`),
      ),
    ),
  )
}

function legend(): HTMLElement {
  const words = [
    ['frozen', 'frozen or held'],
    ['busy', 'in another state'],
    ['bad', 'failed'],
    ['fault', 'fault'],
    ['copied', 'shadow copy'],
    ['warned', 'logged warning'],
    ['erred', 'logged error, or a job that failed'],
  ]
  return make(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    words.map(([name, text]) => make('li', { class: name }, text)),
  )
}

function tables(shown: readonly { title: string; timeline: Timeline }[]): HTMLElement {
  const all = shown.reduce((sum, { timeline }) => sum + timeline.moments.length, 0)
  return opening({ class: 'as-table' }, [`The same as a table, ${count(all, 'row')}`], () =>
    shown.map(({ title, timeline }) => table(title, timeline.moments)),
  )
}

function table(title: string, moments: readonly Moment[]): HTMLElement {
  const more = moments.length - ROWS_MAX
  return make(
    'table',
    { class: 'moments' },
    make('caption', {}, title === '' ? 'What happened, in order' : title),
    make(
      'thead',
      {},
      make(
        'tr',
        {},
        ['Time', 'Who', 'What'].map((head) => make('th', { scope: 'col' }, head)),
      ),
    ),
    make(
      'tbody',
      {},
      moments
        .slice(0, ROWS_MAX)
        .map(({ atMs, who, text }) =>
          make(
            'tr',
            {},
            make('td', {}, timeText(atMs)),
            make('td', {}, who),
            make('td', { class: 'text' }, text),
          ),
        ),
      more > 0 && make('tr', {}, make('td', { colspan: 3 }, `and ${more} more`)),
    ),
  )
}
