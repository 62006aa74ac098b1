// What the handlers of one scenario share.

import type { CommandName, FullParams } from '../../model/commands.js'
import { done, type Json, type Reply, refusal } from '../../model/reply.js'
import type { Answer, Client, Row } from './client.js'
import type { FaultBook } from './faults/book.js'
import type { FileAccess } from './file-access.js'
import type { Names } from './names.js'
import type { Places } from './places.js'
import type { Server } from './server.js'
import { CONNECTION_BROKEN, type SqlFailure } from './sql-failure.js'

export interface Context {
  readonly server: Server
  readonly names: Names
  readonly places: Places
  /** The connection of whoever runs this command; parties that go on side by side have their own. */
  readonly client: Client
  readonly transactions: Map<string, OpenTransaction>
  /** Snapshot backups by name: where the copies of their files lie. */
  readonly copies: Map<string, readonly CopiedDatabase[]>
  /** Where a file was before its path was changed in the catalogue. */
  readonly formerPaths: Map<string, string>
  readonly unmounted: Set<string>
  /** What puts the server back to how it was, the last first. */
  readonly undo: (() => Promise<void>)[]
  /** The same for files of a server that is stopped. */
  readonly undoStopped: (() => void)[]
  readonly faults: FaultBook
  /** Milliseconds since the scenario began. */
  readonly nowMs: () => number
  /** Told of a place in a conversation; whatever waits for it is begun. */
  readonly reach: (point: string) => Promise<void>
}

export interface OpenTransaction {
  readonly client: Client
  readonly database: string
}

export interface CopiedDatabase {
  readonly name: string
  readonly files: readonly CopiedFile[]
}

export interface CopiedFile {
  readonly logicalName: string
  readonly isLog: boolean
  /** All paths are those of the server. */
  readonly from: string
  readonly copy: string
}

export type Handler<Name extends CommandName> = (
  context: Context,
  params: FullParams<Name>,
) => Promise<Reply>

export type Handlers<Names extends CommandName> = { readonly [Name in Names]: Handler<Name> }

/** A refusal on the way to a reply. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly reply: Reply

  constructor(reply: Reply) {
    super('refused')
    this.reply = reply
  }
}

export function refuse(code: string, message: string): never {
  throw new Refused(refusal(code, message))
}

/** Runs a statement outside of every database; what the server refuses ends the command. */
export async function run(context: Context, text: string): Promise<readonly Row[]> {
  return rowsOrRefusal(context, await context.client.run(text))
}

export async function runIn(
  context: Context,
  database: string,
  text: string,
): Promise<readonly Row[]> {
  const real = context.names.database(database)
  return rowsOrRefusal(context, await context.client.runIn(real, text))
}

export function rowsOrRefusal(context: Context, answer: Answer): readonly Row[] {
  if (answer.ok) return answer.sets.at(-1) ?? []
  throw new Refused(refusalOf(context, answer.failure))
}

export function refusalOf(context: Context, failure: SqlFailure): Reply {
  context.faults.met(failure)
  const lost = failure.kind === 'connection'
  const message = told(context, failure.message)
  const code = String(lost ? CONNECTION_BROKEN : failure.number)
  return { kind: 'refused', refusal: { code, message, certain: !lost } }
}

/** A text of the server in the words of the scenario. */
export function told({ names, places }: Context, text: string): string {
  return names.told(places.toldText(text))
}

export function nothing(): Reply {
  return done()
}

export function value(json: Json): Reply {
  return done(json)
}

export function filesOf({ server }: Context): FileAccess {
  if (server.files === undefined) throw new Error('this server has no files that can be reached')
  return server.files
}

/** Makes the folder a file will lie in, where there are folders. */
export async function makeRoomFor({ server }: Context, there: string): Promise<void> {
  if (server.files?.here(there) !== undefined) server.files.makeFolderFor(there)
  else await server.small?.makeFolderFor(there)
}

export function text(row: Row | undefined, column: string): string {
  const found = row?.[column]
  return found === null || found === undefined ? '' : String(found)
}
