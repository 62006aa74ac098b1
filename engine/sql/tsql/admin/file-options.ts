// What a file specification means to the storage.

import { type Outcome, ok, refused } from '../../../base/outcome.js'
import type { FileOptions } from '../../recovery/index.js'
import type { Folder, SqlHost } from '../host.js'
import type { FileSpec } from '../parse/tree.js'
import type { Failure } from '../value/failure.js'
import { placeOf } from './paths.js'

const KB_PER_PAGE = 8

/** Sizes are rounded up to extents, as SQL Server does. */
export function pagesOfKb(kb: number): number {
  return Math.max(8, Math.ceil(kb / (8 * KB_PER_PAGE)) * 8)
}

export function growthOf(spec: FileSpec): FileOptions['growth'] {
  const { growth } = spec
  if (growth === undefined) return undefined
  if ('percent' in growth)
    return growth.percent === 0 ? { kind: 'none' } : { kind: 'percent', percent: growth.percent }
  return growth.kb === 0 ? { kind: 'none' } : { kind: 'pages', pages: pagesOfKb(growth.kb) }
}

export function fileOptionsOf(
  host: SqlHost,
  spec: FileSpec,
  as: { readonly folder: Folder; readonly filegroup?: number },
): Outcome<FileOptions, Failure> {
  const { name, fileName, sizeKb, maxSizeKb } = spec
  if (name === undefined)
    return refused(failure(1038, 'A NAME is needed for every file of the database.'))
  if (fileName === undefined)
    return refused(
      failure(5105, `The file '${name}' has no FILENAME. Specify where it is to be and retry.`),
    )
  const place = placeOf(host, fileName, as.folder)
  if (!place.ok) return place
  const growth = growthOf(spec)
  return ok({
    logicalName: name,
    ...place.value,
    ...(as.filegroup === undefined ? {} : { filegroup: as.filegroup }),
    ...(sizeKb === undefined ? {} : { sizePages: pagesOfKb(sizeKb) }),
    ...(growth === undefined ? {} : { growth }),
    ...(typeof maxSizeKb === 'number' ? { maxPages: pagesOfKb(maxSizeKb) } : {}),
  })
}

function failure(number: number, text: string): Failure {
  return { number, severity: 16, state: 1, text }
}
