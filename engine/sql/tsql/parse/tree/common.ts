/** Where a node begins in its batch. */
export interface At {
  /** From 1. */
  readonly line: number
  /** In UTF-16 units from the start of the batch. */
  readonly offset: number
}

/** `server.database.schema.name`; what is left out is undefined. Spelled as in the batch. */
export interface ObjectName {
  readonly at: At
  readonly server: string | undefined
  readonly database: string | undefined
  readonly schema: string | undefined
  readonly name: string
}

/** A name with its place. */
export interface Name {
  readonly at: At
  readonly name: string
}

/** `decimal(10, 2)`, `varchar(max)`, `sys.sysname`: the name in lower case, as far as it is known. */
export interface DataType {
  readonly at: At
  readonly schema: string | undefined
  readonly name: string
  readonly arguments: readonly (number | 'max')[]
}
