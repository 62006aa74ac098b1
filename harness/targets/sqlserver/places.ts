// The paths of a scenario, which are those of Windows, on a server that has none of its volumes.
//
//   with files     D:\data\sales.mdf    <root>/D/data/sales.mdf, in folders that are made for it
//   without        D:\data\sales.mdf    <data folder>/fp1a2b3c4d7_@D@data@sales.mdf, beside all others
//
// The files of the system databases lie where setup has put them; the scenario knows them as files of
// C:\MSSQL.<instance>\DATA.

export interface Root {
  /** A folder as the server sees it, without a separator at its end. */
  readonly there: string
  /** Whether there are folders in it, which somebody must make. */
  readonly nested: boolean
  /** What file names begin with where there are none. */
  readonly prefix: string
}

/** A file of a system database: where it is, and how scenarios call it. */
export interface SystemFile {
  readonly there: string
  readonly told: string
}

export class Places {
  readonly #root: Root
  readonly #system: readonly SystemFile[]
  /** Volumes that lie somewhere else than the others. */
  readonly #volumes = new Map<string, string>()

  constructor(root: Root, system: readonly SystemFile[]) {
    this.#root = root
    this.#system = system
  }

  /** Puts a volume into a folder of its own. */
  bind(letter: string, there: string): void {
    this.#volumes.set(letter, there)
  }

  isBound(letter: string): boolean {
    return this.#volumes.has(letter)
  }

  get separator(): '/' | '\\' {
    return this.#root.there.includes('/') ? '/' : '\\'
  }

  /** The folder of a volume, where volumes have one. */
  volume(letter: string): string {
    return this.#volumes.get(letter) ?? `${this.#root.there}${this.separator}${letter}`
  }

  there(path: string): string {
    const system = this.#system.find(({ told }) => told.toLowerCase() === path.toLowerCase())
    if (system !== undefined) return system.there
    const letter = path.slice(0, 1)
    const parts = path
      .slice(2)
      .split('\\')
      .filter((part) => part !== '')
    if (this.#root.nested) return [this.volume(letter), ...parts].join(this.separator)
    const name = [this.#root.prefix, letter, ...parts].join('@')
    return `${this.#root.there}${this.separator}${name}`
  }

  /** The path of a file in the words of the scenario; as it is where it is none of ours. */
  told(there: string): string {
    const system = this.#system.find((file) => file.there === there)
    if (system !== undefined) return system.told
    if (!this.#root.nested) return this.#toldFlat(there)
    const volumes = [...this.#volumes, ...LETTERS.map((each) => [each, this.volume(each)] as const)]
    for (const [letter, folder] of volumes)
      if (there.startsWith(`${folder}${this.separator}`))
        return `${letter}:${there.slice(folder.length).replaceAll(this.separator, '\\')}`
    return there
  }

  /** The same for every path in a text, which may end in a quotation mark or a full stop. */
  toldText(text: string): string {
    return text.replaceAll(/(?:[A-Za-z]:\\|\/)[^\s"',;()]+/g, (path) => {
      const bare = path.replace(/[.:]+$/, '')
      return this.told(bare) + path.slice(bare.length)
    })
  }

  #toldFlat(there: string): string {
    const start = `${this.#root.there}${this.separator}${this.#root.prefix}@`
    if (!there.startsWith(start)) return there
    const [letter = '', ...parts] = there.slice(start.length).split('@')
    return `${letter}:\\${parts.join('\\')}`
  }
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
