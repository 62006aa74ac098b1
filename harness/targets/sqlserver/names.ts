// The names of a scenario on a server that others use too: databases, logins and backups get a prefix
// that no one else has, and what the server answers is told without it.

const SYSTEM: ReadonlySet<string> = new Set(['master', 'model', 'msdb', 'tempdb'])

export class Names {
  readonly prefix: string

  /** `run` is unlike that of any other run, `number` counts the scenarios of it. */
  constructor(run: string, number: number) {
    this.prefix = `fp${run}${number}_`
  }

  /** `Sales`, or `INST1\Sales` of the one instance there is. */
  database(name: string): string {
    const own = name.slice(name.indexOf('\\') + 1)
    return isSystem(own) ? own.toLowerCase() : `${this.prefix}${own}`
  }

  login(name: string): string {
    return `${this.prefix}${name}`
  }

  backup(name: string): string {
    return `${this.prefix}${name}`
  }

  isOwn(name: string): boolean {
    return name.startsWith(this.prefix)
  }

  /** Any text of the server in the words of the scenario. */
  told(text: string): string {
    return text.replaceAll(this.prefix, '')
  }
}

export function isSystem(database: string): boolean {
  return SYSTEM.has(database.toLowerCase())
}

/** What every database and login of any run begins with, for the sweep of what a crash left. */
export const ANY_PREFIX = /^fp[0-9a-f]{8}\d+_/
