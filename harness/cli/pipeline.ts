// What GitHub Actions and Azure Pipelines show beside a run, when the run is theirs.

import { appendFileSync, readFileSync } from 'node:fs'
import { annotations, type Pipeline, type Report } from '../report/index.js'
import type { Io } from './io.js'

interface Place {
  /** Absolute path of `summary.md`. */
  readonly summary: string
  readonly io: Io
  /** Standard output belongs to a program. */
  readonly json: boolean
}

export function annotate(report: Report, { summary, io, json }: Place): void {
  const pipeline = pipelineOf(io)
  if (pipeline === undefined) return
  const lines = annotations(report, pipeline)
  if (pipeline === 'azure') lines.push(`##vso[task.uploadsummary]${summary}`)
  const text = lines.map((line) => `${line}\n`).join('')
  if (json) io.error(text)
  else io.out(text)
  const page = io.env?.['GITHUB_STEP_SUMMARY']
  if (pipeline === 'github' && page) appendSummary(page, summary)
}

function pipelineOf({ env = {} }: Io): Pipeline | undefined {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github'
  return env['TF_BUILD'] === 'True' ? 'azure' : undefined
}

/** A page that cannot be written must not turn a good run into a bad one. */
function appendSummary(page: string, summary: string): void {
  try {
    appendFileSync(page, readFileSync(summary, 'utf8'))
  } catch {}
}
