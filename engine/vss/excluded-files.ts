// Files that writers do not want in shadow copies are deleted there before anybody reads them, as
// well as it goes (facts 6). The volume itself keeps them.

import {
  closeWriteWindow,
  deleteFile,
  listFolder,
  openShadow,
  openWriteWindow,
  type Volume,
} from '../volume/index.js'
import type { Vss } from './coordinator.js'
import type { FileSet, WriterMetadata } from './documents/index.js'
import type { SnapshotSet } from './snapshot-set.js'

const FOLDERS_DEEP_MAX = 64

export function leaveOut(vss: Vss, set: SnapshotSet, metadata: readonly WriterMetadata[]): void {
  const excluded = metadata.flatMap((writer) => writer.excludeFilesFromSnapshot)
  for (const files of excluded) {
    const path = expanded(vss, files.path)
    const origin = vss.volumes.get(path.slice(0, 2).toUpperCase())
    const shadow = origin && set.shadows[set.volumes.indexOf(origin)]
    if (origin === undefined || shadow === undefined) continue
    const device = openShadow(origin, shadow.id)
    if (!device.ok) continue
    openWriteWindow(origin, shadow.id)
    deleteMatching(device.value, path.slice(3), { files, depth: 0 })
    closeWriteWindow(origin, shadow.id)
  }
}

function deleteMatching(
  device: Volume,
  folder: string,
  at: { readonly files: FileSet; readonly depth: number },
): void {
  const { files, depth } = at
  const listed = listFolder(device, folder)
  if (!listed.ok || depth > FOLDERS_DEEP_MAX) return
  for (const { name, kind } of listed.value) {
    const path = folder === '' ? name : `${folder}\\${name}`
    if (kind === 'file') {
      if (matches(files.fileSpec, name)) deleteFile(device, path)
    } else if (files.recursive) deleteMatching(device, path, { files, depth: depth + 1 })
  }
}

/** `*` stands for anything, `?` for one character; every name matches `*.*`. */
function matches(fileSpec: string, name: string): boolean {
  if (fileSpec === '*.*') return true
  const pattern = fileSpec
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${pattern}$`, 'i').test(name)
}

function expanded({ host }: Vss, path: string): string {
  return path.replace(/^%(systemroot|windir)%/i, `${host.windowsDrive}:\\Windows`)
}
