import { createHash } from 'node:crypto'

const SLUG_LENGTH = 60

/** The file of a scenario's trace, relative to the report directory. */
export function tracePath(scenarioId: string): string {
  return `traces/${scenarioSlug(scenarioId)}.ndjson`
}

/** The scenario file that replays a scenario which did not pass, relative to the report directory. */
export function failurePath(scenarioId: string): string {
  return `failures/${scenarioSlug(scenarioId)}.yaml`
}

/**
 * A file name for a scenario, legal everywhere: the readable part of the id, and a hash of the whole,
 * which keeps apart what differs only in capitals or in what a file name cannot hold.
 */
export function scenarioSlug(scenarioId: string): string {
  const readable = scenarioId
    .slice(scenarioId.indexOf('#') + 1)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH)
    .replace(/^-+|-+$/g, '')
  const hash = createHash('sha256').update(scenarioId).digest('hex').slice(0, 8)
  return `${readable || 'scenario'}-${hash}`
}
