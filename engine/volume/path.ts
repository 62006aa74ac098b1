/** The names along a path inside a volume; the root has none. A drive letter in front is dropped. */
export function splitPath(path: string): string[] {
  const inside = /^[A-Za-z]:/.test(path) ? path.slice(2) : path
  return inside.split(/[\\/]/).filter((name) => name !== '')
}

export function joinPath(names: readonly string[]): string {
  return `\\${names.join('\\')}`
}

/** Names differ by more than case. */
export function keyOf(name: string): string {
  return name.toLowerCase()
}

export function isValidName(name: string): boolean {
  // Win32 "Naming Files, Paths, and Namespaces": reserved characters; a name ends in no dot or space.
  return !/[<>:"|?*]/.test(name) && !/[. ]$/.test(name) && name.length <= NAME_LENGTH_MAX
}

const NAME_LENGTH_MAX = 255
