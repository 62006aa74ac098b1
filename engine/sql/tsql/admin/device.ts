import { type Outcome, refused } from '../../../base/outcome.js'
import type { SqlError } from '../../page/index.js'
import type { Place } from '../../recovery/index.js'
import { systemError } from '../catalog/error-text.js'
import type { SqlHost } from '../host.js'
import type { Device } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import type { AdminContext } from './context.js'
import { backupFolder, placeOf, showPlace } from './paths.js'
import { failureFrom } from './refusal.js'
import { textOfValue } from './values.js'

/** A backup goes to one file and comes from one: striped and mirrored media are refused. */
export function deviceOf(
  context: AdminContext,
  devices: readonly Device[],
): Outcome<Place, Failure> {
  const [device, second] = devices
  if (device === undefined || second !== undefined || device.type !== 'disk')
    return refused({
      number: 3032,
      severity: 16,
      state: 2,
      text: 'One or more of the options (device type, or more than one device) are not supported for this statement. Review the documentation for supported options.',
    })
  const text = textOfValue(context, device.name)
  return text.ok ? placeOf(context.host, text.value, backupFolder(context.host)) : text
}

/** What is wrong with a medium names it, and what the operating system said. */
export function mediaFailure(host: SqlHost, error: SqlError, place: Place): Failure {
  const path = showPlace(host, place)
  const reason = systemError(error.detail)?.words ?? error.detail
  const text = sentenceOf(error, path, reason)
  return text === undefined ? failureFrom(error) : { ...failureFrom(error), text }
}

function sentenceOf({ name }: SqlError, path: string, reason: string): string | undefined {
  switch (name) {
    case 'CANNOT_OPEN_DEVICE':
      return `Cannot open backup device '${path}'. Operating system error ${reason}.`
    case 'WRITE_FAILED':
      return `Write on "${path}" failed: ${reason}`
    case 'READ_FAILED':
      return `Read on "${path}" failed: ${reason}`
    case 'MALFORMED':
      return `The media family on device '${path}' is incorrectly formed. SQL Server cannot process this media family.`
    case 'NO_SUCH_SET':
      return `Cannot find file ID on device '${path}'.`
    default:
      return undefined
  }
}
