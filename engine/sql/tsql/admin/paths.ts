// Where a path of T-SQL is. On Linux there is one volume, whose root is `/`.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { Place } from '../../recovery/index.js'
import type { Folder, SqlHost } from '../host.js'
import type { Failure } from '../value/failure.js'

/** A path without a folder goes to the one that is given. */
export function placeOf(host: SqlHost, text: string, folder: Folder): Outcome<Place, Failure> {
  const isLinux = host.instance.host.platform === 'linux'
  const path = text.trim().replace(/\//g, '\\')
  const drive = /^([a-z]:)\\?(.*)$/i.exec(path)
  if (drive !== null)
    return ok({ volume: (drive[1] ?? '').toUpperCase(), path: `\\${clean(drive[2] ?? '')}` })
  if (isLinux && path.startsWith('\\'))
    return ok({ volume: folder.volume, path: `\\${clean(path)}` })
  if (path === '' || path.startsWith('\\'))
    return refused({
      number: 5105,
      severity: 16,
      state: 2,
      text: `A file activation error occurred. The physical file name '${text}' may be incorrect. Diagnose and correct additional errors, and retry the operation.`,
    })
  return ok({ volume: folder.volume, path: `\\${clean(`${folder.path}\\${path}`)}` })
}

/** Without empty parts and dots. */
function clean(path: string): string {
  const parts: string[] = []
  for (const part of path.split('\\')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('\\')
}

/** The way the server itself writes a path. */
export function showPlace(host: SqlHost, { volume, path }: Place): string {
  return host.instance.host.platform === 'linux' ? path.replace(/\\/g, '/') : `${volume}${path}`
}

export function dataFolder(host: SqlHost): Folder {
  return host.defaults?.data ?? systemFolder(host)
}

export function logFolder(host: SqlHost): Folder {
  return host.defaults?.log ?? systemFolder(host)
}

export function backupFolder(host: SqlHost): Folder {
  return host.defaults?.backup ?? systemFolder(host)
}

/** Beside master. */
function systemFolder({ instance }: SqlHost): Folder {
  const { volume, path } = instance.master
  return { volume, path: path.slice(0, path.lastIndexOf('\\')) }
}
