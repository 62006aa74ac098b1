// What a search tried and found: phases of the conversation across, kinds of fault down.

import type { Exploration, ExploredConversation, HeatCell } from '../exploration.js'
import { command, count, make, tookText } from './dom.js'

export function explorerView(exploration: Exploration): HTMLElement {
  const { run, target, suite, conversations, violations } = exploration
  const tried = sum(conversations, ({ cells }) => sum(cells, (cell) => cell.tried))
  const violated = sum(conversations, ({ cells }) => sum(cells, (cell) => cell.violated))
  return make(
    'section',
    { class: 'explorer' },
    make('h1', {}, 'Explorer'),
    make('p', { class: 'says' }, claimOf(tried, violated, run.complete)),
    make(
      'dl',
      { class: 'facts' },
      [
        ['Target', `${target.name} ${target.version}`],
        ['Faults', run.faults],
        ['Runs', run.runs.toLocaleString('en')],
        ['Rate', rateOf(run.runs, run.durationMs)],
        ['Seed', String(run.seed)],
        ['Suite', suite.version],
        ['Date', run.startedAt.slice(0, 10)],
      ].map(([name = '', value = '']) =>
        make('div', {}, make('dt', {}, name), make('dd', { class: 'text' }, value)),
      ),
    ),
    conversations.map((conversation) => heatMap(conversation, exploration.phases)),
    key(),
    violations.length > 0 && violationList(exploration),
    make('section', {}, make('h2', {}, 'Run it again'), command(run.reproduce)),
  )
}

function claimOf(tried: number, violated: number, isComplete: boolean): string {
  const found = violated === 0 ? 'none broke anything' : `${count(violated, 'run')} broke something`
  const much = `${count(tried, 'placement')} of faults tried: ${found}.`
  return isComplete ? much : `${much} The search was ended before it was through.`
}

function rateOf(runs: number, durationMs: number): string {
  if (durationMs <= 0) return 'not measured'
  return `${Math.round((runs * 1000) / durationMs).toLocaleString('en')} per second, in ${tookText(durationMs)}`
}

function heatMap(conversation: ExploredConversation, phases: readonly string[]): HTMLElement {
  const { title, cells, points, placements, pruned, prunedTried } = conversation
  const used = phases.filter((phase) => cells.some((cell) => cell.phase === phase))
  const kinds = [...new Set(cells.map(({ kind }) => kind))].sort()
  const most = Math.max(1, ...cells.map((cell) => cell.tried))
  const tried = sum(cells, (cell) => cell.tried)
  const left =
    pruned === 0
      ? ''
      : `, ${pruned.toLocaleString('en')} left out as equal (${prunedTried} of them tried all the same)`
  return make(
    'section',
    { class: 'heat' },
    make('h2', { class: 'text' }, title),
    make(
      'p',
      { class: 'quiet' },
      `${count(points, 'fault point')}, ${tried.toLocaleString('en')} of ${count(placements, 'placement')} tried${left}.`,
    ),
    make(
      'div',
      { class: 'wide', tabindex: 0, role: 'group', 'aria-label': `Heat map of ${title}` },
      make(
        'table',
        { class: 'heat-map' },
        make('caption', { class: 'unseen' }, `Runs by kind of fault and phase: ${title}`),
        make(
          'thead',
          {},
          make(
            'tr',
            {},
            make('td', {}),
            used.map((phase) =>
              make('th', { scope: 'col' }, make('span', {}, phase.replaceAll('-', ' '))),
            ),
          ),
        ),
        make(
          'tbody',
          {},
          kinds.map((kind) =>
            make(
              'tr',
              {},
              make('th', { scope: 'row' }, kind),
              used.map((phase) =>
                cellOf(
                  cells.find((cell) => cell.phase === phase && cell.kind === kind),
                  most,
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  )
}

const SHADES = 5

function cellOf(cell: HeatCell | undefined, most: number): HTMLElement {
  if (cell === undefined || cell.possible === 0)
    return make('td', { class: 'none' }, make('span', { class: 'unseen' }, 'does not apply'))
  const { tried, possible, met, violated } = cell
  const words = `${tried} of ${possible} tried, the fault was met in ${met}, ${violated} violated`
  const shade =
    tried === 0 ? 0 : Math.max(1, Math.ceil((Math.log1p(tried) / Math.log1p(most)) * SHADES))
  const name = violated > 0 ? 'violated' : `shade-${shade}`
  const partly = tried < possible ? ' partly' : ''
  return make(
    'td',
    { class: `${name}${partly}`, title: words },
    (violated > 0 ? violated : tried).toLocaleString('en'),
    make('span', { class: 'unseen' }, `, ${words}`),
  )
}

function violationList({ violations }: Exploration): HTMLElement {
  return make(
    'section',
    {},
    make('h2', {}, count(violations.length, 'violation')),
    violations.map((violation) =>
      make(
        'article',
        { class: 'card failed' },
        make(
          'div',
          { class: 'lead' },
          make('h3', { class: 'text' }, violation.property),
          make(
            'span',
            { class: 'quiet text' },
            `${violation.kind} at ${violation.point}, shrunk to ${count(violation.steps, 'step')}`,
          ),
        ),
        make('p', { class: 'text' }, violation.message),
        command(violation.reproduce),
      ),
    ),
  )
}

function sum<Each>(all: readonly Each[], of: (each: Each) => number): number {
  return all.reduce((total, each) => total + of(each), 0)
}

function key(): HTMLElement {
  const words = [
    ['shade-2', 'few runs'],
    ['shade-5', 'many runs'],
    ['shade-1 partly', 'not all tried'],
    ['violated', 'runs that broke something'],
  ]
  return make(
    'ul',
    { class: 'key', 'aria-hidden': 'true' },
    words.map(([name, text = '']) => make('li', {}, make('span', { class: name }), text)),
  )
}
