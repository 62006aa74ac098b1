// What a restore is asked to do, and where each file goes by it.

import type { FileSet } from '../../vss/index.js'
import { isSameLabel } from './selection.js'

export interface RestorePlan {
  readonly backup: string
  /** All of the backup when left out. */
  readonly components: readonly string[] | undefined
  readonly additionalRestores: 'all' | readonly string[]
  readonly newTargets: readonly NewTarget[]
  readonly folder: string | undefined
  readonly newName: string | undefined
  readonly options: string | undefined
  readonly instance: string | undefined
  readonly document: 'whole' | 'without type' | 'damaged metadata' | 'missing'
  readonly neglects: readonly string[]
  readonly crashPoint: string | undefined
}

export interface NewTarget {
  readonly database: string
  /** A folder, or a file in it. */
  readonly from: string
  readonly to: string
  readonly as: string | undefined
}

export interface Target {
  readonly files: FileSet
  readonly alternatePath: string
}

/** Every file set of a component that goes elsewhere, with its new folder. */
export function targetsOf(plan: RestorePlan, label: string, files: readonly FileSet[]): Target[] {
  if (plan.folder !== undefined) {
    const { folder } = plan
    return files.map((each) => ({ files: each, alternatePath: inFolder(folder, each) }))
  }
  return plan.newTargets
    .filter(({ database }) => isSameLabel(database, label))
    .flatMap((target) => targetsFor(target, files))
}

/** A full-text catalog keeps the name of its own folder. */
function inFolder(folder: string, { path, fileSpec }: FileSet): string {
  if (fileSpec !== '*') return folder
  return `${folder}\\${path.slice(path.lastIndexOf('\\') + 1)}`
}

/** What nobody offers is asked for all the same, and refused by whoever is asked. */
function targetsFor({ from, to, as }: NewTarget, files: readonly FileSet[]): Target[] {
  const meant = files.filter((each) => isMeant(from, each))
  if (as !== undefined) {
    const path = meant[0]?.path ?? from
    return [{ files: { path, fileSpec: as, recursive: false }, alternatePath: to }]
  }
  if (meant.length > 0) return meant.map((each) => ({ files: each, alternatePath: to }))
  return [{ files: { path: from, fileSpec: '*', recursive: false }, alternatePath: to }]
}

function isMeant(from: string, { path, fileSpec }: FileSet): boolean {
  const wanted = from.toLowerCase()
  return wanted === path.toLowerCase() || wanted === `${path}\\${fileSpec}`.toLowerCase()
}

/** Where a file of the backup is to be put. */
export function targetPath(path: string, targets: readonly Target[]): string {
  const lower = path.toLowerCase()
  for (const { files, alternatePath } of targets) {
    const below = `${files.path.toLowerCase()}\\`
    if (!lower.startsWith(below)) continue
    const rest = path.slice(below.length)
    if (files.fileSpec === '*') return `${alternatePath}\\${rest}`
    if (rest.toLowerCase() === files.fileSpec.toLowerCase()) return `${alternatePath}\\${rest}`
  }
  return path
}
