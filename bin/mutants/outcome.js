// What came of the mutants, for people and for programs.

import fs from 'node:fs'
import path from 'node:path'

const DEAD = ['killed', 'timeout']

export function describe({ outcome, file, line, mutator, was, becomes }) {
  return `${outcome}: ${file}:${line} ${mutator}: ${clip(was)} -> ${clip(becomes)}`
}

export function report(out, outcomes) {
  const dead = outcomes.filter(({ outcome }) => DEAD.includes(outcome))
  const alive = outcomes.filter(({ outcome }) => !DEAD.includes(outcome))
  const percent = ((100 * dead.length) / outcomes.length).toFixed(1)
  fs.writeFileSync(
    path.join(out, 'mutants.json'),
    `${JSON.stringify([...alive, ...dead], null, 1)}\n`,
  )
  console.log(`${dead.length} of ${outcomes.length} mutants killed (${percent} %)`)
  for (const [area, list] of Object.entries(byArea(outcomes))) {
    const killed = list.filter(({ outcome }) => DEAD.includes(outcome)).length
    console.log(`  ${area}: ${killed} of ${list.length}`)
  }
}

function byArea(outcomes) {
  const areas = {}
  for (const each of outcomes) {
    const area = each.file.split('/').slice(0, 2).join('/')
    areas[area] = [...(areas[area] ?? []), each]
  }
  return areas
}

function clip(text) {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
