// Where columns stand. Steps of one instant stand side by side; the stretch between two instants is
// as long as the logarithm of the time between them, so that a week takes little more than a minute.

export interface Scale {
  /** The middle of each column, of each timeline. */
  readonly x: readonly (readonly number[])[]
  readonly width: number
  readonly ticks: readonly Tick[]
}

export interface Tick {
  readonly x: number
  readonly atMs: number
  /** Where the stretch before it began, if it stands for time that was squeezed. */
  readonly gap: { readonly from: number; readonly ms: number } | undefined
}

export const STEP = 24
const EDGE = 18
/** What is written over the last columns leans out this far. */
const OVERHANG = 72
const GAP_MIN = 18
const GAP_PER_DECADE = 20

/** One scale for several timelines: an instant has room for the one that needs the most. */
export function scaleOf(
  timelines: readonly { readonly columns: readonly { readonly atMs: number }[] }[],
  zoom: number,
): Scale {
  const counts = new Map<number, number>()
  for (const { columns } of timelines) {
    const own = new Map<number, number>()
    for (const { atMs } of columns) own.set(atMs, (own.get(atMs) ?? 0) + 1)
    for (const [atMs, count] of own) counts.set(atMs, Math.max(count, counts.get(atMs) ?? 0))
  }
  const starts = new Map<number, number>()
  const ticks: Tick[] = []
  let x = EDGE
  let before: number | undefined
  for (const atMs of [...counts.keys()].sort((left, right) => left - right)) {
    const from = x
    if (before !== undefined) x += gapOf(atMs - before) * zoom
    const gap = before === undefined ? undefined : { from: from - STEP * zoom, ms: atMs - before }
    starts.set(atMs, x)
    ticks.push({ x, atMs, gap })
    x += (counts.get(atMs) ?? 1) * STEP * zoom
    before = atMs
  }
  return {
    x: timelines.map(({ columns }) => placesOf(columns, starts, zoom)),
    width: x - STEP * zoom + EDGE + OVERHANG,
    ticks,
  }
}

function gapOf(ms: number): number {
  return GAP_MIN + GAP_PER_DECADE * Math.log10(1 + ms)
}

function placesOf(
  columns: readonly { readonly atMs: number }[],
  starts: ReadonlyMap<number, number>,
  zoom: number,
): number[] {
  const used = new Map<number, number>()
  return columns.map(({ atMs }) => {
    const count = used.get(atMs) ?? 0
    used.set(atMs, count + 1)
    return (starts.get(atMs) ?? 0) + count * STEP * zoom
  })
}

/** `10.2 s`, `61 s`, `2 h 5 min`: as much as an axis has room for. */
export function timeText(ms: number): string {
  if (ms < 1) return ms === 0 ? '0' : `${trimmed(ms, 3)} ms`
  if (ms < 1000) return `${trimmed(ms, 1)} ms`
  if (ms < 120_000) return `${trimmed(ms / 1000, 2)} s`
  if (ms < 7_200_000) return parts(ms / 60_000, 'min', 's', 60)
  if (ms < 172_800_000) return parts(ms / 3_600_000, 'h', 'min', 60)
  return parts(ms / 86_400_000, 'd', 'h', 24)
}

function parts(amount: number, unit: string, lesser: string, size: number): string {
  const all = Math.round(amount * size)
  const whole = Math.floor(all / size)
  const rest = all % size
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${lesser}`
}

function trimmed(amount: number, digits: number): string {
  return String(Number(amount.toFixed(digits)))
}
