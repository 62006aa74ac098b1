import type { Plan, Step } from '../model/plan.js'
import type { RecordHeader, RecordResult } from '../model/record.js'
import type { Json } from '../model/reply.js'
import { oneLine, shortened } from './text.js'
import { printYaml } from './yaml.js'

/** The scenario file that replays what did not pass. */
export function failureFile(header: RecordHeader, result: RecordResult, plan: Plan): string {
  const { target, run } = header
  const scenario = {
    title: oneLine(result.name),
    origin: oneLine(
      `${result.verdict} on ${target.name} ${target.version}, seed ${run.seed}: ${result.id}`,
    ),
    clauses: result.clauses,
    seed: plan.seed,
    topology: plan.topology as unknown as Json,
    steps: plan.steps.map(orderedStep),
  }
  return `${comment(result)}${printYaml(withoutUndefined(scenario))}`
}

/** Whether a result is worth a file: what the target does not support would not run anywhere else. */
export function deservesFailureFile(result: RecordResult): boolean {
  return result.verdict !== 'passed' && result.verdict !== 'not-supported'
}

function comment(result: RecordResult): string {
  const lines = [`${result.verdict}: ${result.reason ?? 'no reason given'}`]
  const step = result.steps.find(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped')
  if (step !== undefined) lines.push(`at: ${step.text}`, ...(step.mismatches ?? []))
  const shown = lines.slice(0, COMMENT_LINES_MAX)
  return shown.map((line) => `# ${shortened(oneLine(line), COMMENT_WIDTH)}\n`).join('')
}

const STEP_KEYS = ['do', 'await', 'reply', 'with', 'as', 'session', 'at', 'expect'] as const

function orderedStep(step: Step): Json {
  const members = step as unknown as Record<string, Json | undefined>
  const entries = STEP_KEYS.flatMap((key) => {
    const value = members[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(entries)
}

/** Optional members may be there and undefined; YAML has no such thing. */
function withoutUndefined(value: object): { readonly [key: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { readonly [key: string]: Json }
}

const COMMENT_LINES_MAX = 6
const COMMENT_WIDTH = 200
