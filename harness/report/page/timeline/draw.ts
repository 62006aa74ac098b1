// The drawing of a timeline: one SVG, its lanes' names beside it so that they stay when it is scrolled.

import { svg } from '../dom.js'
import { type Bar, type Lane, QUIET_STATES, type Timeline } from './model.js'
import { type Scale, STEP, timeText } from './scale.js'

export const LANE_HEIGHT = 34
export const HEAD_HEIGHT = 118
const AXIS_HEIGHT = 34
const BAR_HEIGHT = 16
const LETTER_WIDTH = 6
const LABEL_LENGTH_MAX = 20
const LETTERS_MIN = 5
const LABEL_STEP_MIN = 14
const SQUEEZE_SHOWN_MIN = 48

export interface Drawing {
  readonly root: SVGSVGElement
  /** Moves along as one goes from moment to moment. */
  readonly cursor: SVGLineElement
}

export function draw(timeline: Timeline, scale: Scale, places: readonly number[]): Drawing {
  const { lanes, windows } = timeline
  const height = HEAD_HEIGHT + lanes.length * LANE_HEIGHT + AXIS_HEIGHT
  const x = (column: number): number => places[column] ?? 0
  const cursor = svg('line', {
    class: 'cursor',
    y1: HEAD_HEIGHT - 6,
    y2: height - AXIS_HEIGHT,
    x1: -9,
    x2: -9,
  })
  const bottom = height - AXIS_HEIGHT
  const root = svg(
    'svg',
    {
      width: scale.width,
      height,
      viewBox: `0 0 ${scale.width} ${height}`,
      'aria-hidden': 'true',
      class: 'timeline',
    },
    windows.map(({ from, to }) =>
      freezeWindow({ from: x(from), to: x(to), bottom }, spanOf(timeline, from, to)),
    ),
    lanes.map((_, index) =>
      svg('line', { class: 'lane', x1: 0, x2: scale.width, y1: middle(index), y2: middle(index) }),
    ),
    axis(scale, bottom),
    labels(timeline, x),
    arrows(timeline, x),
    lanes.map((lane, index) => bars(lane, { y: middle(index), x, end: scale.width - 6 })),
    lanes.map((lane, index) => marks(lane, { y: middle(index), x, bottom })),
    cursor,
  )
  return { root, cursor }
}

function middle(lane: number): number {
  return HEAD_HEIGHT + lane * LANE_HEIGHT + LANE_HEIGHT / 2
}

function spanOf({ columns }: Timeline, from: number, to: number): string {
  const ms = (columns[to]?.atMs ?? 0) - (columns[from]?.atMs ?? 0)
  return `frozen for ${timeText(ms)}`
}

function freezeWindow(place: { from: number; to: number; bottom: number }, label: string) {
  const { from, to, bottom } = place
  const width = Math.max(4, to - from)
  return svg(
    'g',
    { class: 'window' },
    svg('rect', { x: from, y: HEAD_HEIGHT - 4, width, height: bottom - HEAD_HEIGHT + 4 }),
    width > label.length * LETTER_WIDTH + 8 && svg('text', { x: from + 6, y: bottom - 6 }, label),
  )
}

function axis({ ticks }: Scale, bottom: number) {
  // How far the axis is written on already.
  let written = Number.NEGATIVE_INFINITY
  return svg(
    'g',
    { class: 'axis' },
    ticks.map(({ x, atMs, gap }) => {
      const text = timeText(atMs)
      const passed = gap === undefined ? '' : `+${timeText(gap.ms)}`
      const middleX = gap === undefined ? 0 : (gap.from + x) / 2
      const half = (passed.length * LETTER_WIDTH) / 2
      const isWide = gap !== undefined && x - gap.from > SQUEEZE_SHOWN_MIN
      const isTold = isWide && middleX - half > written + 8 && middleX + half < x - 4
      const isClear = x > written + 8
      if (isClear) written = x + text.length * LETTER_WIDTH
      return [
        svg('line', { x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
        isClear && svg('text', { x, y: bottom + 18 }, text),
        isWide && svg('path', { d: squeeze(middleX, bottom) }),
        isTold && svg('text', { class: 'gap', x: middleX, y: bottom + 18 }, passed),
      ]
    }),
  )
}

/** The sign for time that takes less room than it should. */
function squeeze(x: number, y: number): string {
  return `M${x - 5} ${y + 4}l4 -8M${x + 1} ${y + 4}l4 -8`
}

/** What is said, over its column and leaning, so that neighbours do not cover each other. */
function labels({ columns }: Timeline, x: (column: number) => number) {
  let last = Number.NEGATIVE_INFINITY
  return svg(
    'g',
    { class: 'labels' },
    columns.map(({ label }, index) => {
      if (label === '' || x(index) - last < LABEL_STEP_MIN) return undefined
      last = x(index)
      const place = `translate(${x(index) + 3} ${HEAD_HEIGHT - 10}) rotate(-52)`
      const text = label.length > LABEL_LENGTH_MAX ? `${label.slice(0, LABEL_LENGTH_MAX)}…` : label
      return svg('text', { transform: place }, text)
    }),
  )
}

function bars(lane: Lane, at: { y: number; x: (column: number) => number; end: number }) {
  return svg(
    'g',
    {},
    lane.bars.map((bar) => {
      if (QUIET_STATES.has(bar.state)) return undefined
      const from = at.x(bar.from)
      const to = bar.to === undefined ? at.end : Math.max(from + 3, at.x(bar.to))
      const word = cutTo(wordOf(bar), to - from - 10)
      return [
        svg('rect', {
          class: `bar ${classOf(lane, bar)}`,
          x: from,
          y: at.y - BAR_HEIGHT / 2,
          width: to - from,
          height: BAR_HEIGHT,
          rx: 3,
        }),
        word !== '' && svg('text', { class: 'bar-text', x: from + 6, y: at.y + 4 }, word),
      ]
    }),
  )
}

function cutTo(word: string, width: number): string {
  const letters = Math.floor(width / LETTER_WIDTH)
  if (word.length <= letters) return word
  return letters < LETTERS_MIN ? '' : `${word.slice(0, letters - 1)}…`
}

/** `waiting for thaw` for `WAITING_FOR_THAW`: the same words, quieter. */
function wordOf({ state }: Bar): string {
  return /^[A-Z0-9_x ]+/.test(state) && state.includes('_')
    ? state.replace(/^[A-Z_]+/, (word) => word.toLowerCase().replaceAll('_', ' '))
    : state
}

function classOf({ kind }: Lane, { state }: Bar): string {
  if (/^FAILED|fail|suspect|timed out|Stopped|0x8/.test(state)) return 'bad'
  if (/WAITING_FOR_THAW|frozen|held|suspended/.test(state)) return 'frozen'
  if (kind === 'scenario') return 'command'
  return kind === 'database' || kind === 'writer' || kind === 'volume' ? 'busy' : 'phase'
}

/** One trunk for each column, and a head at whoever is spoken to. */
function arrows({ messages }: Timeline, x: (column: number) => number) {
  return svg(
    'g',
    { class: 'arrows' },
    messages.map(({ from, to, column, isAnswer, isFailure }) => {
      const place = x(column)
      const down = to > from ? 1 : -1
      const [start, end] = [middle(from), middle(to) - down * (BAR_HEIGHT / 2 + 1)]
      const name = isFailure ? 'arrow failure' : isAnswer ? 'arrow answer' : 'arrow'
      return svg('path', {
        class: name,
        d: `M${place} ${start}V${end}m-3.5 ${-down * 5}l3.5 ${down * 5}l3.5 ${-down * 5}`,
      })
    }),
  )
}

function marks(lane: Lane, at: { y: number; x: (column: number) => number; bottom: number }) {
  const taken = new Map<number, number>()
  return svg(
    'g',
    {},
    lane.marks.map(({ kind, column }) => {
      const count = taken.get(column) ?? 0
      taken.set(column, count + 1)
      // Several of one column lean over each other, as far as the next column.
      const x = at.x(column) + Math.min(count * 3, STEP / 2)
      if (kind.startsWith('fault'))
        return [
          kind !== 'fault-lifted' &&
            svg('line', { class: 'fault-line', x1: x, x2: x, y1: HEAD_HEIGHT - 4, y2: at.bottom }),
          svg('path', { class: `mark ${kind}`, d: bolt(x, at.y) }),
        ]
      if (kind === 'copy')
        return svg('path', { class: 'mark copy', d: `M${x} ${at.y - 6}l6 6l-6 6l-6 -6z` })
      return svg('circle', { class: `mark ${kind}`, cx: x, cy: at.y, r: kind === 'note' ? 2.2 : 4 })
    }),
  )
}

function bolt(x: number, y: number): string {
  return `M${x + 1.5} ${y - 9}l-6.5 10.5h4.5l-2 7.5l7 -10.5h-4.6z`
}
