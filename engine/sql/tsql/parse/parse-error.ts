/** What the parser refuses, in the words of SQL Server. Nothing of the batch runs then. */
export interface ParseError {
  readonly number: number
  readonly state: number
  readonly severity: number
  /** Of the batch, from 1. */
  readonly line: number
  readonly text: string
}
