import { FEATURE_TITLES, featureState } from '../features.js'
import { installFeature } from '../install-feature.js'
import type { Machine } from '../machine.js'
import { answerRows, complaint, type Row, type ShellAnswer } from './shell.js'
import type { Words } from './words.js'

export function getWindowsFeature(machine: Machine, words: Words): ShellAnswer {
  const wanted = words.plain[0] ?? words.options.get('name')
  const names = [...FEATURE_TITLES.keys()].filter(
    (name) => wanted === undefined || name.toLowerCase() === wanted.toLowerCase(),
  )
  return answerRows(names.map((name) => row(machine, name)))
}

function row(machine: Machine, name: string): Row {
  const state = featureState(machine, name)
  return {
    DisplayName: FEATURE_TITLES.get(name) ?? name,
    Name: name,
    // A feature that is switched off is installed all the same.
    'Install State': state === 'Disabled' ? 'Installed' : state,
  }
}

export function installWindowsFeature(machine: Machine, words: Words): ShellAnswer {
  const wanted = (words.options.get('name') ?? words.plain[0] ?? '').toLowerCase()
  const name = [...FEATURE_TITLES.keys()].find((known) => known.toLowerCase() === wanted)
  if (name === undefined)
    return complaint(`The feature name "${wanted}" was not found. No changes were made.`)
  featureState(machine, name)
  const installed = installFeature(machine, name)
  if (!installed.ok) return complaint(`The installation failed with error ${installed.error.code}.`)
  return answerRows([{ Success: 'True', 'Feature Result': FEATURE_TITLES.get(name) ?? name }])
}
