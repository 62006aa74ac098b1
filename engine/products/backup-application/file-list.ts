// Which files, and which parts of files, belong on the medium. In a differential the order is that of
// facts 3.6: files by their time, then parts of files, then the rest.

import {
  type BackupComponent,
  type ComponentFile,
  type DifferencedFiles,
  type FileSet,
  parseRanges,
  unixMsOfFileTime,
} from '../../vss/index.js'
import { type ByteRange, placeOnMedium } from './medium.js'
import { type Selected, volumeOf, withSubcomponents } from './selection.js'
import type { FileSource } from './source.js'

export interface CopyItem {
  /** `D:\data\sales.mdf` */
  readonly path: string
  readonly component: string | null
  /** Absent for a whole file. */
  readonly ranges?: readonly ByteRange[]
  /** The folder whose files all belong to the component. */
  readonly inTree?: string
  readonly at: string
}

/** What one component, or one folder, asks to have copied. */
export interface FileList {
  readonly items: readonly CopyItem[]
  /** Every file of its folders, copied or not. */
  readonly trees: readonly { readonly folder: string; readonly files: readonly string[] }[]
}

export type Sources = (volume: string) => FileSource | undefined

export interface ListOptions {
  readonly isDifferential: boolean
  readonly wholeFiles: boolean
  readonly newerFiles: boolean
}

export function listFiles(
  selected: Selected,
  component: BackupComponent,
  sources: Sources,
  options: ListOptions,
): FileList {
  const files = withSubcomponents(selected).flatMap((each) => each.files)
  const excluded = selected.writer.excludeFiles
  const items: CopyItem[] = []
  const trees: { folder: string; files: string[] }[] = []
  const named = new Set<string>()
  if (options.isDifferential)
    for (const item of partialItems(selected.label, component, options.wholeFiles)) {
      items.push(item)
      named.add(item.path.toLowerCase())
    }
  for (const file of files) {
    const found = expand(file, sources).filter((path) => !isExcluded(path, excluded))
    const isTree = file.fileSpec === '*'
    if (isTree) trees.push({ folder: file.path, files: found })
    const wanted = options.isDifferential ? newer(file, found, component, sources, options) : found
    for (const path of wanted) {
      if (named.has(path.toLowerCase())) continue
      named.add(path.toLowerCase())
      items.push({
        path,
        component: selected.label,
        at: placeOnMedium('files', path),
        ...(isTree ? { inTree: file.path } : {}),
      })
    }
  }
  return { items, trees }
}

/**
 * All files of a folder tree, or of a whole volume. A folder that cannot be listed is on the list
 * itself: it would pass for one that holds nothing, and its copy shows what is wrong with it.
 */
export function listTree(
  folder: string,
  sources: Sources,
  ownerOf: (path: string) => string | null,
): FileList {
  const tree = { path: folder, fileSpec: '*', recursive: true }
  const found = expand(tree, sources, { isThere: true })
  const items = found.map((path) => ({
    path,
    component: ownerOf(path),
    at: placeOnMedium('files', path),
  }))
  return { items, trees: [] }
}

function partialItems(
  label: string,
  { partialFiles }: BackupComponent,
  wholeFiles: boolean,
): CopyItem[] {
  return partialFiles.map(({ path, fileName, ranges }) => {
    const full = join(path, fileName)
    if (wholeFiles) return { path: full, component: label, at: placeOnMedium('files', full) }
    return {
      path: full,
      component: label,
      at: placeOnMedium('ranges', full),
      ranges: rangesIn(ranges),
    }
  })
}

export function rangesIn(text: string): ByteRange[] {
  const parsed = parseRanges(text)
  if (!parsed.ok || parsed.value.kind !== 'inline') return []
  return parsed.value.ranges.map(({ offset, length }) => ({
    offset: Number(offset),
    length: Number(length),
  }))
}

/** Of a file set that goes by time only what is newer; of every other all of it. */
function newer(
  file: ComponentFile,
  found: readonly string[],
  { differencedFiles }: BackupComponent,
  sources: Sources,
  { newerFiles }: ListOptions,
): readonly string[] {
  const set = differencedFiles.find((each) => isSameSet(each, file))
  if (set === undefined) return found
  if (!newerFiles) return []
  const since = unixMsOfFileTime(set.lastModifyTime) * 1_000
  return found.filter((path) => {
    const info = sources(volumeOf(path))?.view.stat(path.slice(2))
    return info?.ok === true && info.value.modifiedAt > since
  })
}

function isSameSet(set: DifferencedFiles, file: FileSet): boolean {
  return set.path.toLowerCase() === file.path.toLowerCase() && set.fileSpec === file.fileSpec
}

function expand(
  { path, fileSpec, recursive }: FileSet,
  sources: Sources,
  folder: { readonly isThere: boolean } = { isThere: false },
): string[] {
  if (fileSpec !== '*') return [join(path, fileSpec)]
  const view = sources(volumeOf(path))?.view
  const listed = view?.list(path.slice(2))
  if (listed?.ok !== true) return folder.isThere ? [path] : []
  return listed.value.flatMap(({ name, kind }) => {
    const inside = join(path, name)
    if (kind === 'file') return [inside]
    if (name === 'System Volume Information') return []
    return recursive
      ? expand({ path: inside, fileSpec, recursive }, sources, { isThere: true })
      : []
  })
}

function isExcluded(path: string, excluded: readonly FileSet[]): boolean {
  const lower = path.toLowerCase()
  return excluded.some(({ path: folder, fileSpec, recursive }) => {
    const below = `${folder.toLowerCase()}\\`
    if (!lower.startsWith(below)) return false
    const rest = lower.slice(below.length)
    if (rest.includes('\\') && !recursive) return false
    return fileSpec === '*' || rest === fileSpec.toLowerCase()
  })
}

export function join(folder: string, name: string): string {
  return `${folder.replace(/\\+$/, '')}\\${name}`
}
