// `timelines.html`: the timelines of scenarios that passed, beside the report so that it stays small.
// Each feature is packed on its own, and only what is looked at is unpacked.

import type { Beside } from './beside.js'
import { TIMELINES_BYTES_MAX } from './limits.js'
import { count } from './outcome.js'
import type { TimelineEntry, TraceRow } from './page/data.js'
import { traceRows } from './page-data.js'
import { type Part, packed, pageHtml, safe } from './page-shell.js'
import type { Report, RunRecord } from './schema.js'
import { shortened, visible } from './text.js'

const NAME_LENGTH_MAX = 300

/** Null when no timelines were kept. */
export function timelinesHtml(record: RunRecord, report: Report, beside: Beside): string | null {
  if (beside.passed.size === 0) return null
  const { entries, parts } = packedByFeature(record, beside)
  const { target, run } = report
  return pageHtml({
    kind: 'timelines',
    title: `Timelines: ${target.name} ${target.version}`,
    outcome: report.outcome.verdict,
    navigation: '<nav aria-label="Pages"><a href="report.html">Report</a></nav>',
    main: '<div id="view"></div>',
    footer: `${count(entries.length, 'timeline')} of run ${safe(run.id)}, in virtual time.`,
    parts: [{ id: 'data', packed: packed({ scenarios: entries }) }, ...parts],
  })
}

function packedByFeature({ results }: RunRecord, beside: Beside) {
  const entries: TimelineEntry[] = []
  const parts: Part[] = []
  let room = TIMELINES_BYTES_MAX
  const uris = [...new Set(results.map(({ uri }) => uri))]
  for (const uri of uris) {
    const id = `part-${parts.length}`
    const traces: Record<string, TraceRow[]> = {}
    const own = results.flatMap((result): TimelineEntry[] => {
      const trace = result.uri === uri ? beside.passed.get(result.id) : undefined
      if (trace === undefined) return []
      traces[visible(result.id)] = traceRows(trace)
      return [[visible(result.id), named(result.feature), named(result.name), id]]
    })
    if (own.length === 0) continue
    const part = { id, packed: packed(traces) }
    room -= part.packed.length
    if (room < 0) break
    entries.push(...own)
    parts.push(part)
  }
  return { entries, parts }
}

function named(text: string): string {
  return visible(shortened(text, NAME_LENGTH_MAX))
}
