// CREATE DATABASE … FOR ATTACH: which of the files that are named is which of the database.

import { readFile, statFile } from '../../../volume/index.js'
import { type FileId, fileId, fileOf, PAGE_BYTES, selfOf, typeOf } from '../../page/index.js'
import type { Place } from '../../recovery/index.js'
import { filesInCopy } from '../../vdi/index.js'
import type { SqlHost } from '../host.js'
import type { FileSpec } from '../parse/tree.js'
import { placeOf } from './paths.js'

/**
 * A file says its number itself; one that does not goes by its name. What is not named is
 * where the database has it, or else beside the primary file. Undefined when nothing has moved, or
 * the primary file cannot be read.
 */
export function placesToAttach(
  host: SqlHost,
  specs: readonly FileSpec[],
  primary: Place,
): Map<FileId, Place> | undefined {
  const { volumes } = host.instance
  const listed = filesInCopy(volumes, primary)
  if (listed === undefined) return undefined
  const folder = { ...primary, path: primary.path.slice(0, primary.path.lastIndexOf('\\')) }
  const named = specs.flatMap(({ fileName = '' }) => {
    const place = placeOf(host, fileName, folder)
    return place.ok ? [place.value] : []
  })
  const byNumber = new Map<number, Place>()
  const unknown = new Map<string, Place>()
  for (const place of named) {
    const number = numberOfFile(host, place)
    if (number === undefined) unknown.set(leafOf(place.path).toLowerCase(), place)
    else byNumber.set(number, place)
  }
  const places = new Map<FileId, Place>()
  let isMoved = false
  for (const { id, volume, path } of listed) {
    const own = { volume, path }
    const said = byNumber.get(id) ?? unknown.get(leafOf(path).toLowerCase())
    const beside = { ...folder, path: `${folder.path}\\${leafOf(path)}` }
    const at = id === 1 ? primary : (said ?? (isThere(host, own) ? own : beside))
    isMoved ||= at.volume !== volume || at.path.toLowerCase() !== path.toLowerCase()
    places.set(fileId(id), at)
  }
  return isMoved ? places : undefined
}

/** The file header is a page, and a page says where it belongs. */
function numberOfFile({ instance }: SqlHost, { volume, path }: Place): number | undefined {
  const disk = instance.volumes.get(volume)
  const read = disk && readFile(disk, path, { offset: 0, length: PAGE_BYTES })
  if (read?.ok !== true || read.value.length < PAGE_BYTES) return undefined
  return typeOf(read.value) === 'file-header' ? fileOf(selfOf(read.value)) : undefined
}

function isThere({ instance }: SqlHost, { volume, path }: Place): boolean {
  const disk = instance.volumes.get(volume)
  return disk !== undefined && statFile(disk, path).ok
}

function leafOf(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1)
}
