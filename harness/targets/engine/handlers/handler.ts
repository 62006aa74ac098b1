import {
  backupApplication,
  type Host,
  type PlacedFault,
  type Process,
  present,
  type Server,
  type sql,
  type World,
} from '../../../../engine/index.js'
import type { CommandName, FullParams } from '../../../model/commands.js'
import type { Reply } from '../../../model/reply.js'

/** What a command works on. */
export interface Context {
  readonly world: World
  /** The server of commands that name none. */
  readonly defaultServer: string
  /** The number that each shadow copy should give back, by its id. */
  readonly shadowNumbers: Map<string, string>
  /** Faults of this session, in the order in which they were placed. */
  readonly faults: Injected[]
  /** Transactions that stay open, by the name a scenario gave them. */
  readonly transactions: Map<string, OpenTransaction>
  /** The names of backups by the id that a differential base has. */
  readonly backupNames: Map<string, string>
  /** Snapshot backups that were taken without VSS, by name. */
  readonly fileCopies: Map<string, FileCopy>
  /** The names that a scenario gave to distributed transactions. */
  readonly globalNames: Map<string, string>
  /** Volumes that were taken away, and what makes them so. */
  readonly unmounted: Map<string, PlacedFault>
}

export interface OpenTransaction {
  readonly online: sql.Online
  readonly transaction: sql.UserTransaction
}

/** The copied files of one snapshot backup; what the BACKUP said lies in a file of its own. */
export interface FileCopy {
  readonly databases: readonly CopiedDatabase[]
}

export interface CopiedDatabase {
  readonly name: string
  readonly files: readonly CopiedFile[]
}

export interface CopiedFile {
  /** The number of the file in its database. */
  readonly id: ReturnType<typeof sql.viewFiles>[number]['id']
  readonly from: sql.Place
  readonly copy: sql.Place
}

export function newContext(world: World, defaultServer: string): Context {
  return {
    world,
    defaultServer,
    shadowNumbers: new Map(),
    faults: [],
    transactions: new Map(),
    backupNames: new Map(),
    fileCopies: new Map(),
    globalNames: new Map(),
    unmounted: new Map(),
  }
}

export interface Injected {
  readonly machine: Server
  readonly placed: PlacedFault
  /** What was to be struck, in the words of the scenario. */
  readonly where: string
  /** Whether the world took it. */
  readonly applied: boolean
}

/** Answers at once, or is a process that the simulation runs. */
export type Handler<Name extends CommandName> = (
  context: Context,
  params: FullParams<Name>,
) => Reply | Process<Reply>

/** Handlers of some commands; together they make one of each. */
export type Handlers<Names extends CommandName> = { readonly [Name in Names]: Handler<Name> }

export function machineOf(context: Context, server: string | undefined): Server {
  const name = server ?? context.defaultServer
  return present(context.world.machines.get(name), `server ${name}`)
}

export function hostOf(context: Context, server: string | undefined): Host | undefined {
  return context.world.machines.get(server ?? context.defaultServer)?.host
}

/** The name of the backup with that id; the id itself when nobody has named it. */
export function backupName(context: Context, { application }: Server, id: string): string {
  return context.backupNames.get(id) ?? backupApplication.backupOfBase(application, id) ?? id
}
