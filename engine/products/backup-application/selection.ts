// What is backed up: components by the names that people use for them, and the volumes they lie on.

import type {
  BackupComponent,
  ComponentKey,
  ComponentMetadata,
  Requestor,
  WriterMetadata,
} from '../../vss/index.js'
import { implicitComponents } from '../../vss/index.js'

/** The class of the SQL Writer; it writes metadata for every component that it backs up. */
export const SQL_WRITER_CLASS = 'a65faa63-5ea8-4ebc-9dbd-a0c4db26912a'
const DEFAULT_INSTANCE = 'mssqlserver'

export interface Selected {
  /** As it was asked for: `Sales`, `INST2\Hr`, or `Exchange\data` of another writer. */
  readonly label: string
  readonly writer: WriterMetadata
  readonly component: ComponentMetadata
}

export function select(metadata: readonly WriterMetadata[], label: string): Selected | undefined {
  const { prefix, name } = parts(label)
  for (const writer of metadata)
    for (const component of writer.components)
      if (same(component.name, name) && isUnder(writer, component, prefix))
        return { label, writer, component }
  return undefined
}

export function keyOf({ writer, component }: Selected): ComponentKey {
  const { logicalPath, name } = component
  return { instanceId: writer.identification.instanceId, logicalPath, name }
}

/** The component with everything that comes along with it. */
export function withSubcomponents({ writer, component }: Selected): ComponentMetadata[] {
  return [component, ...implicitComponents(writer, component)]
}

/** `D:` and so on, of every file of the components. */
export function volumesOf(selected: readonly Selected[]): string[] {
  const volumes = selected.flatMap((each) =>
    withSubcomponents(each).flatMap(({ files }) => files.map(({ path }) => volumeOf(path))),
  )
  return [...new Set(volumes)].sort()
}

export function volumeOf(path: string): string {
  return path.slice(0, 2).toUpperCase()
}

/** The component of a document that is meant, by the same names. */
export function findInDocument(
  { document }: Pick<Requestor, 'document'>,
  label: string,
): { readonly key: ComponentKey; readonly component: BackupComponent } | undefined {
  const { prefix, name } = parts(label)
  for (const writer of document.writers)
    for (const component of writer.components) {
      if (!same(component.name, name)) continue
      if (prefix !== undefined && !same(instanceOf(component.logicalPath), prefix)) continue
      const { logicalPath } = component
      const key = { instanceId: writer.instanceId, logicalPath, name: component.name }
      return { key, component }
    }
  return undefined
}

/** The database that a file belongs to, by the name that tells it from all others. */
export function ownerOf(metadata: readonly WriterMetadata[], path: string): string | null {
  const lower = path.toLowerCase()
  for (const { components } of metadata)
    for (const { logicalPath, name, files } of components)
      for (const { path: folder, fileSpec } of files) {
        const below = `${folder.replace(/\\+$/, '').toLowerCase()}\\`
        if (!lower.startsWith(below)) continue
        if (fileSpec === '*' || lower === `${below}${fileSpec.toLowerCase()}`)
          return `${instanceOf(logicalPath)}\\${name}`
      }
  return null
}

/** True when both mean the same component; a name alone means it on whichever instance. */
export function isSameLabel(left: string, right: string): boolean {
  const [one, other] = [parts(left), parts(right)]
  if (!same(one.name, other.name)) return false
  return one.prefix === undefined || other.prefix === undefined || same(one.prefix, other.prefix)
}

function isUnder(
  { identification }: WriterMetadata,
  { logicalPath }: ComponentMetadata,
  prefix: string | undefined,
): boolean {
  if (prefix === undefined) return true
  if (identification.writerId !== SQL_WRITER_CLASS) return same(identification.friendlyName, prefix)
  return same(instanceOf(logicalPath), prefix)
}

/** `INST1` of `SRV1\INST1`; that of `SRV1` is the default instance. */
export function instanceOf(logicalPath: string): string {
  const at = logicalPath.indexOf('\\')
  return at < 0 ? DEFAULT_INSTANCE : logicalPath.slice(at + 1)
}

function parts(label: string): { prefix: string | undefined; name: string } {
  const at = label.indexOf('\\')
  return at < 0
    ? { prefix: undefined, name: label }
    : { prefix: label.slice(0, at), name: label.slice(at + 1) }
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}
