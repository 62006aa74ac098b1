// Past runs, oldest first. A line joins only runs of one target version and one suite version, since
// what lies between two of them is not comparable.

import type { HistoryEntry } from '../../model/record.js'
import { badge, make, svg, tookText } from './dom.js'

const WIDTH = 880
const HEIGHT = 220
const LEFT = 46
const BOTTOM = 30
const AMOUNTS: ReadonlySet<string> = new Set(['Passed', 'Evaluated', 'Took'])
const TOP = 30

export function historyView(history: readonly HistoryEntry[]): HTMLElement {
  return make(
    'section',
    { class: 'history' },
    make('h1', {}, 'History'),
    history.length < 2
      ? make(
          'p',
          { class: 'quiet' },
          'This is the first run that was kept here; a trend needs two.',
        )
      : [
          make(
            'p',
            { class: 'quiet' },
            'Clauses passed, of those that were evaluated. Lines join runs of one target and one suite.',
          ),
          make('figure', { class: 'wide' }, chart(history)),
        ],
    runTable(history),
  )
}

function chart(history: readonly HistoryEntry[]): SVGSVGElement {
  const most = Math.max(1, ...history.map(({ totals }) => totals.evaluated))
  const least = Math.min(...history.map(({ totals }) => totals.passed), most)
  // Room under the lowest point, so that small losses can be seen and nothing looks like none.
  const floor = Math.max(0, Math.floor(least - (most - least) * 0.25 - 1))
  const span = Math.max(1, most - floor)
  const x = (index: number): number =>
    LEFT + ((WIDTH - LEFT - 20) * index) / Math.max(1, history.length - 1)
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - floor) / span)
  return svg(
    'svg',
    {
      class: 'trend',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': summaryOf(history),
    },
    [floor, Math.round((floor + most) / 2), most].map((value) => [
      svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - 12, y1: y(value), y2: y(value) }),
      svg('text', { class: 'scale', x: LEFT - 8, y: y(value) + 4 }, String(value)),
    ]),
    stretches(history).map((numbers) => [
      svg(
        'text',
        { class: 'version', x: x(numbers[0] ?? 0), y: 14 },
        versionOf(history[numbers[0] ?? 0]),
      ),
      svg('polyline', {
        class: 'evaluated',
        points: points(numbers, (index) => y(history[index]?.totals.evaluated ?? 0), x),
      }),
      svg('polyline', {
        class: 'passed',
        points: points(numbers, (index) => y(history[index]?.totals.passed ?? 0), x),
      }),
    ]),
    history.map((entry, index) =>
      svg(
        'circle',
        {
          class: entry.verdict,
          cx: x(index),
          cy: y(entry.totals.passed),
          r: index === history.length - 1 ? 5 : 3.5,
        },
        svg('title', {}, `${entry.startedAt}: ${entry.totals.passed} of ${entry.totals.evaluated}`),
      ),
    ),
    dates(history, x),
  )
}

function versionOf(entry: HistoryEntry | undefined): string {
  if (entry === undefined) return ''
  return `${entry.target.version}, suite ${entry.suite.version}${entry.full ? '' : ', in part'}`
}

function dates(history: readonly HistoryEntry[], x: (index: number) => number) {
  const last = history.length - 1
  const shown = [...new Set([0, Math.round(last / 2), last])]
  return shown.map((index) =>
    svg(
      'text',
      {
        class: index === last ? 'date end' : index === 0 ? 'date' : 'date middle',
        x: x(index),
        y: HEIGHT - 8,
      },
      history[index]?.startedAt.slice(0, 10) ?? '',
    ),
  )
}

/** Runs in a row that can be compared, by their numbers. */
function stretches(history: readonly HistoryEntry[]): number[][] {
  const result: number[][] = []
  let before = ''
  for (const [index, { target, suite, full }] of history.entries()) {
    const key = [target.name, target.version, suite.version, suite.catalogue, full].join('\n')
    if (key === before) result.at(-1)?.push(index)
    else result.push([index])
    before = key
  }
  return result
}

function points(
  numbers: readonly number[],
  y: (index: number) => number,
  x: (index: number) => number,
): string {
  return numbers.map((index) => `${x(index).toFixed(1)},${y(index).toFixed(1)}`).join(' ')
}

function summaryOf(history: readonly HistoryEntry[]): string {
  const [first, last] = [history[0], history.at(-1)]
  if (first === undefined || last === undefined) return 'No runs'
  const share = ({ totals }: HistoryEntry): string => `${totals.passed} of ${totals.evaluated}`
  return `${history.length} runs: from ${share(first)} clauses passed to ${share(last)}`
}

function runTable(history: readonly HistoryEntry[]): HTMLElement {
  const heads = ['Date', 'Verdict', 'Passed', 'Evaluated', 'Target', 'Suite', 'Took']
  return make(
    'div',
    { class: 'wide' },
    make(
      'table',
      { class: 'list runs' },
      make('caption', { class: 'unseen' }, 'Past runs, the newest first'),
      make(
        'thead',
        {},
        make(
          'tr',
          {},
          heads.map((head) =>
            make('th', { scope: 'col', class: AMOUNTS.has(head) ? 'number' : '' }, head),
          ),
        ),
      ),
      make(
        'tbody',
        {},
        history
          .toReversed()
          .map(({ startedAt, verdict, totals, target, suite, durationMs }) =>
            make(
              'tr',
              {},
              make('th', { scope: 'row' }, startedAt.slice(0, 16).replace('T', ' ')),
              make('td', {}, badge(verdict)),
              make('td', { class: 'number' }, String(totals.passed)),
              make('td', { class: 'number' }, String(totals.evaluated)),
              make('td', { class: 'text' }, `${target.name} ${target.version}`),
              make('td', { class: 'text' }, suite.version),
              make('td', { class: 'number' }, tookText(durationMs)),
            ),
          ),
      ),
    ),
  )
}
