// The names of a volume. A snapshot or a fork shares all nodes; each side copies a node, and the
// folders above it, the first time it changes it. A node may be changed in place in the tree whose
// era it bears.

import { assert, present } from '../base/assert.js'
import type { Ticks } from '../base/brand.js'
import { FORK, type Forkable } from '../base/fork.js'
import type { Extents } from './extents.js'
import { keyOf } from './path.js'
import { effectiveRight, type Right, type Rights } from './rights.js'

export type FileAttribute =
  | 'archive'
  | 'readonly'
  | 'hidden'
  | 'system'
  | 'sparse'
  | 'compressed'
  | 'encrypted'
  | 'reparse-point'
  | 'offline'

interface NodeParts {
  era: object
  name: string
  attributes: readonly FileAttribute[]
  rights: Rights | undefined
  createdAt: Ticks
  modifiedAt: Ticks
}

export interface FileNode extends NodeParts {
  kind: 'file'
  sizeBytes: number
  /** How far the file was written; what lies behind reads as zero, whatever its clusters hold. */
  validBytes: number
  extents: Extents
}

export interface FolderNode extends NodeParts {
  kind: 'folder'
  children: Map<string, Node>
}

export type Node = FileNode | FolderNode

/** Where a path leads: how far its folders exist, and the right that the caller has there. */
export interface Found {
  readonly node: Readonly<Node> | undefined
  /** The folder it is or would be in; undefined for the root and below a missing folder. */
  readonly folder: Readonly<FolderNode> | undefined
  readonly right: Right
  /** The right in the folder; that of the root itself for the root. */
  readonly folderRight: Right
}

export class FileTree implements Forkable {
  #era: object = {}
  #root: FolderNode

  constructor(root: Omit<FolderNode, 'era' | 'children' | 'kind'>) {
    this.#root = { ...root, kind: 'folder', era: this.#era, children: new Map() }
  }

  find(names: readonly string[], identities: readonly string[]): Found {
    let node: Node | undefined = this.#root
    let right = effectiveRight(node.rights, identities, 'none')
    let folder: FolderNode | undefined
    let folderRight = right
    for (const name of names) {
      folder = node?.kind === 'folder' ? node : undefined
      folderRight = right
      node = folder?.children.get(keyOf(name))
      if (node !== undefined) right = effectiveRight(node.rights, identities, right)
    }
    return { node, folder, right, folderRight }
  }

  /** The file of that path, for changing. */
  editFile(names: readonly string[]): FileNode {
    const node = this.edit(names)
    assert(node.kind === 'file', `${node.name} is a folder`)
    return node
  }

  /** The node of that path, for changing; it must exist. */
  edit(names: readonly string[]): Node {
    if (this.#root.era !== this.#era) this.#root = this.#own(this.#root)
    let node: Node = this.#root
    for (const name of names) {
      assert(node.kind === 'folder', `${node.name} is no folder`)
      const child: Node = present(node.children.get(keyOf(name)), name)
      if (child.era === this.#era) node = child
      else {
        const owned: Node = this.#own(child)
        node.children.set(keyOf(name), owned)
        node = owned
      }
    }
    return node
  }

  put(names: readonly string[], node: NewNode): void {
    const name = present(names.at(-1), 'a name')
    this.#editFolder(names.slice(0, -1)).children.set(keyOf(name), {
      ...node,
      name,
      era: this.#era,
    })
  }

  remove(names: readonly string[]): void {
    this.#editFolder(names.slice(0, -1)).children.delete(keyOf(present(names.at(-1), 'a name')))
  }

  /** The tree as it is now; both sides may change from here on. */
  snapshot(): FileTree {
    const result = new FileTree(this.#root)
    result.#root = this.#root
    this.#era = {}
    return result
  }

  [FORK](_copy: unknown, register: (self: object) => void): FileTree {
    const result = this.snapshot()
    register(result)
    return result
  }

  #editFolder(names: readonly string[]): FolderNode {
    const folder = this.edit(names)
    assert(folder.kind === 'folder', `${folder.name} is no folder`)
    return folder
  }

  #own<T extends Node>(node: T): T {
    return node.kind === 'folder'
      ? { ...node, era: this.#era, children: new Map(node.children) }
      : { ...node, era: this.#era }
  }
}

export type NewNode = Omit<FileNode, 'era' | 'name'> | Omit<FolderNode, 'era' | 'name'>
