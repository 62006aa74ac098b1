// Where a SQL Server is, and what else is at hand of it.

export interface SqlServerAddress {
  readonly host: string
  readonly port: number
}

/** A folder of this machine that is a folder of the server, too. */
export interface SharedFolder {
  readonly here: string
  readonly there: string
}

export interface SqlServerOptions {
  /** A server that is there already; a container otherwise. */
  readonly server?: SqlServerAddress
  readonly image?: string
  readonly files?: readonly SharedFolder[]
  /** A command line that is called with start, stop, kill or minimal. */
  readonly control?: string
  readonly user: string
  readonly password: string
  /** Takes whatever certificate the server shows; on this machine that is always so. */
  readonly trust?: boolean
}
