// `report.json`, in pieces: of a run with many scenarios it is too large to be one text.

import { JSON_PIECE_LENGTH } from './limits.js'
import type { Report } from './schema.js'

/** The same as `JSON.stringify(report, null, 1)`, with a line feed at the end. */
export function* reportJson(report: Report): Generator<string> {
  const { scenarios } = report
  const around = JSON.stringify({ ...report, scenarios: [] }, null, 1)
  const [before = '', after = ''] = around.split(EMPTY_LIST)
  if (scenarios.length === 0) {
    yield `${around}\n`
    return
  }
  let piece = `${before}\n "scenarios": [`
  for (const [index, scenario] of scenarios.entries()) {
    const text = JSON.stringify(scenario, null, 1).replaceAll('\n', '\n  ')
    piece += `${index === 0 ? '' : ','}\n  ${text}`
    if (piece.length < JSON_PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  yield `${piece}\n ]${after}\n`
}

/** One blank deep stands nothing else of that name, and texts hold no line feed. */
const EMPTY_LIST = '\n "scenarios": []'
