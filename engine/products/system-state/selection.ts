import { EVERYONE, liveView } from '../../volume/index.js'
import { filesBelow } from './files.js'
import type { Machine } from './machine.js'

/** Attributes of files that the agent cannot back up (support matrix of the agent; inferred list). */
const UNSUPPORTED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'reparse-point',
  'offline',
  'encrypted',
])

/** Reads what users may read, so not the system's own folders. */
const AGENT_ACCOUNT = EVERYONE

/** Selected drives and files that must be excluded before a backup can be made. */
export function unsupportedItems(machine: Machine): string[] {
  const { selected, excludedVolumes } = machine.agent
  return [...selected]
    .filter((letter) => !excludedVolumes.has(letter))
    .flatMap((letter) =>
      machine.volumes.get(letter)?.kind === 'removable'
        ? [`drive ${letter}`]
        : unsupportedFiles(machine, letter),
    )
}

function unsupportedFiles(machine: Machine, letter: string): string[] {
  const volume = machine.volumes.get(letter)
  if (volume === undefined) return []
  const view = liveView(volume)
  return filesBelow(view, '', { recursive: true, account: AGENT_ACCOUNT })
    .filter((path) => {
      const found = view.stat(path)
      return (
        found.ok &&
        found.value.attributes.some((attribute) => UNSUPPORTED_ATTRIBUTES.has(attribute))
      )
    })
    .map((path) => `${letter}\\${path}`)
    .filter((path) => !machine.agent.excludedFiles.has(path.toLowerCase()))
    .map((path) => `file ${path}`)
}
