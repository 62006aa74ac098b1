// A password that is planted for a run, and looked for afterwards wherever it must not be.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

export const PLANTED = 'Planted-Secret-4711x'

const LOOK_EVERY_MS = 200

/** Looks at the command lines of every process while something runs; gives those that gave it away. */
export function watchProcesses() {
  const seen = new Set()
  const look = () => {
    for (const line of commandLines()) if (line.includes(PLANTED)) seen.add(line)
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return () => {
    clearInterval(timer)
    return [...seen].map((line) => `in the list of processes: ${line.replaceAll(PLANTED, '…')}`)
  }
}

function commandLines() {
  if (process.platform === 'win32') return []
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  return (stdout ?? '').split('\n')
}

/** Every form in which a text may stand in a file. */
const FORMS = [PLANTED, Buffer.from(PLANTED, 'utf16le').toString('latin1'), btoa(PLANTED)]

export function filesWithSecret(folder) {
  const found = []
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, name)
    if (!statSync(file).isFile()) continue
    const text = readFileSync(file, 'latin1')
    if (FORMS.some((form) => text.includes(form))) found.push(`in ${file}`)
  }
  return found
}

export function textWithSecret(what, text) {
  return FORMS.some((form) => text.includes(form)) ? [`in ${what}`] : []
}
