// Runs the steps of a tier as child processes and tells how each went.

import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

const AT_ONCE = 2
/** A step that takes longer hangs; the longest takes a fraction of it. Soaks have no limit. */
const COMMAND_LIMIT_MS = 900_000
/** Of a step that failed: what fits a screen or two, and test runners end with what failed. */
const SHOWN_LINES = 120

/** Results of all steps that were started; after a failure none is. */
export async function runStages(stages) {
  const results = []
  for (const stage of stages) {
    const waiting = [...stage]
    const isHealthy = () => results.every((result) => result.code === 0)
    const worker = async () => {
      for (let step = waiting.shift(); step && isHealthy(); step = waiting.shift()) {
        results.push(await runStep(step))
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    if (!isHealthy()) break
  }
  return results
}

async function runStep(step) {
  const started = performance.now()
  let code = 0
  let output = ''
  for (const command of step.commands) {
    const done = await runNode(command, step)
    code = done.code
    output += done.output
    if (code !== 0) break
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const end = code === 0 ? '' : `, exit code ${code}`
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s${end})`)
  if (code !== 0 && !step.show) console.log(indent(output))
  return { code, counts: step.count?.(output) }
}

/** Runs Node with these arguments; the output is kept, and shown as it comes when asked. */
export function runNode(args, options) {
  return run(process.execPath, args, options)
}

/** Gives exit code and output; a program that cannot start or does not end has failed. */
export function run(file, args, options = {}) {
  const { env = {}, show = false, cwd = ROOT, shell = false, limitMs = COMMAND_LIMIT_MS } = options
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(limitMs === Infinity ? {} : { timeout: limitMs, killSignal: 'SIGKILL' }),
    })
    let output = ''
    const take = (chunk) => {
      output += chunk
      if (show) process.stdout.write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.on('close', (code, signal) => {
      const end = signal === null ? '' : `ended by ${signal}, after at most ${limitMs / 1000} s\n`
      resolve({ code: code ?? 1, output: output + end })
    })
  })
}

function indent(text) {
  const lines = text.trimEnd().split('\n')
  const cut = lines.length - SHOWN_LINES
  const shown = cut > 0 ? [`(${cut} lines before)`, ...lines.slice(cut)] : lines
  return shown.map((line) => `       ${line}`).join('\n')
}
