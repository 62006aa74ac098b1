// Random runs, drawn in the manner of swarm testing: a shape (topology, databases, workload, type of
// backup, and a choice of kinds of faults) is drawn and prepared once, and then disturbed many times.
// A run depends on the seed and its number alone.

import { draftsFor, type FaultDraft, type Sites } from '../faults/sites.js'
import { type CommandStep, command, type Step } from '../model/plan.js'
import { topologySchema } from '../model/topology.js'
import type { Placement } from './chaos.js'
import type { Conversation } from './conversation.js'
import { Draw } from './draw.js'
import type { Placed, Point } from './placements.js'

/** So many runs have one shape. */
export const RUNS_PER_SHAPE = 250

const NAMES = ['Sales', 'Hr', 'Stock', 'Ledger'] as const
const LETTERS = ['D', 'E', 'F', 'G'] as const
const INSTANCE = 'INST1'

interface DatabaseShape {
  readonly name: string
  readonly data: string
  readonly log: string
  readonly extents: number
}

export function shapeOf(seed: number, shape: number): Conversation {
  const draw = new Draw(seed, 'shape', shape)
  const letters = LETTERS.slice(0, draw.between(3, 4))
  const databases = NAMES.slice(0, draw.between(2, 3)).map((name) =>
    drawDatabase(draw, name, letters),
  )
  const chaos = drawChaos(draw, databases)
  return {
    name: `random ${shape}`,
    title: `${databases.length} databases on ${letters.length} volumes`,
    topology: topologySchema.parse({
      servers: [
        {
          name: 'SRV1',
          volumes: letters.map((letter) => ({ letter, gigabytes: 1 })),
          sql: { instances: [INSTANCE] },
        },
      ],
    }),
    sites: sitesOf(letters, databases),
    prepare: [...writing(draw, databases), ...chaos.prepare],
    chaos: chaos.chaos,
    after: chaos.after,
    proof: 'restore',
  }
}

function drawDatabase(draw: Draw, name: string, letters: readonly string[]): DatabaseShape {
  const file = name.toLowerCase()
  return {
    name,
    data: `${draw.pick(letters)}:\\data\\${file}.mdf`,
    log: `${draw.pick(letters)}:\\log\\${file}.ldf`,
    extents: draw.between(32, 40),
  }
}

function sitesOf(letters: readonly string[], databases: readonly DatabaseShape[]): Sites {
  return {
    instances: [INSTANCE],
    volumes: letters.map((letter) => `${letter}:`),
    medium: 'X:',
    files: databases.flatMap(({ data, log }) => [data, log]),
    databases: databases.map(({ name }) => name),
    systemState: false,
  }
}

/** At least 20 transactions that write at least 64 extents. */
function writing(draw: Draw, databases: readonly DatabaseShape[]): Step[] {
  const create = command('sql.create', {
    databases: databases.map(({ name, data, log }) => ({
      database: name,
      recovery: draw.chance(50) ? ('FULL' as const) : ('SIMPLE' as const),
      data: [{ name: name.toLowerCase(), path: data, megabytes: 4 }],
      log: [{ name: `${name.toLowerCase()}_log`, path: log, megabytes: 8 }],
      rows: { from: 1, to: draw.between(1, 200), text: 'first' },
    })),
  })
  const fills = databases.flatMap(({ name, extents }) => {
    const transactions = draw.between(10, 12)
    return Array.from({ length: transactions }, (_, index) => {
      const count = Math.max(1, Math.round((extents * (index + 1)) / transactions))
      return fill(name, count, `${name} ${index} `)
    })
  })
  return [create, ...fills]
}

function fill(database: string, count: number, text: string): CommandStep {
  return command('sql.extents', { database, file: database.toLowerCase(), count, text })
}

interface Half {
  readonly prepare: readonly Step[]
  readonly chaos: readonly Step[]
  readonly after: readonly Step[]
}

function drawChaos(draw: Draw, databases: readonly DatabaseShape[]): Half {
  const components = databases.map(({ name }) => name)
  const full = command('requestor.backup', { backup: 'base', components })
  const copy = command('requestor.backup', { backup: 'side', type: 'copy', components })
  const differential = command('requestor.backup', {
    backup: 'later',
    type: 'differential',
    base: 'base',
    components,
  })
  const changes = [...drawChanges(draw, databases), ...(draw.chance(30) ? [copy] : [])]
  switch (draw.below(4)) {
    case 0:
      return { prepare: [], chaos: [full, ...changes], after: [differential] }
    case 1:
      return { prepare: [full], chaos: [...changes, differential], after: [] }
    case 2:
      return { prepare: [], chaos: [full, ...changes, differential], after: [] }
    default: {
      const more = command('requestor.restore', { backup: 'base', additionalRestores: 'all' })
      const last = command('requestor.restore', { backup: 'later' })
      return { prepare: [full, ...changes, differential], chaos: [more, last], after: [] }
    }
  }
}

function drawChanges(draw: Draw, databases: readonly DatabaseShape[]): Step[] {
  return Array.from({ length: draw.between(1, 4) }, (_, index) => {
    const { name, extents } = draw.pick(databases)
    const from = draw.between(1, 150)
    const to = from + draw.below(40)
    switch (draw.below(3)) {
      case 0:
        return fill(name, draw.between(1, extents), `changed ${index} `)
      case 1:
        return command('sql.delete', { database: name, from, to })
      default:
        return command('sql.write', { database: name, from, to, text: `changed ${index}` })
    }
  })
}

/** The faults of one run: one to three, of the kinds that the shape is about. */
export function drawFaults(
  seed: number,
  run: number,
  about: { readonly sites: Sites; readonly points: readonly Point[] },
): Placed[] {
  const shape = Math.floor(run / RUNS_PER_SHAPE)
  const kinds = kindsOf(new Draw(seed, 'kinds', shape), about.sites)
  if (about.points.length === 0) return []
  const draw = new Draw(seed, 'faults', run)
  const count = draw.chance(70) ? 1 : draw.between(2, 3)
  return Array.from({ length: count }, () => {
    const fault = draw.pick(kinds)
    const point = draw.pick(about.points)
    return { fault, point, ...whenOf(draw, point) }
  })
}

/** Some kinds at a time find what all at once would hide. */
function kindsOf(draw: Draw, sites: Sites): FaultDraft[] {
  const drafts = draftsFor(sites)
  const kinds = new Set(draw.some([...new Set(drafts.map(({ kind }) => kind))], 50))
  const chosen = drafts.filter(({ kind }) => kinds.has(kind))
  return chosen.length > 0 ? chosen : drafts
}

function whenOf(draw: Draw, { step, at }: Point): Pick<Placement, 'step' | 'at'> {
  if (draw.chance(20)) return { step, at: `after ${at}` }
  if (draw.chance(20)) return { step, at: `@${draw.below(12_000)}` }
  return { step, at }
}
