// T-SQL behind the endpoint, and what it needs of this machine.

import { scryptSync } from 'node:crypto'
import { coordinatorPort, type Standalone, type sqlTds, tsql } from '../../../../engine/server.js'
import { type DataFolder, placeOf } from './setup.js'

export interface Service {
  readonly service: sqlTds.SqlService<tsql.SqlSession>
  readonly names: sqlTds.ServerNames
  /** Of sa. */
  setPassword(password: string): ReturnType<typeof tsql.setPassword>
}

export interface ServiceHooks {
  readonly folder: DataFolder
  readonly requestShutdown: (withNoWait: boolean) => void
  readonly endConnection: (spid: number) => void
}

/** 1970 in units of 100 ns since the year 1: the world's clock counts from there. */
const EPOCH = 621_355_968_000_000_000n
const HASH_BYTES = 64
/** Some 2 ms: as slow as the other clients of a server can bear, since they wait meanwhile. */
const HASH_COST = 1024

export function serviceFor(standalone: Standalone, hooks: ServiceHooks): Service {
  const host = hostFor(standalone, hooks)
  return {
    names: {
      server: standalone.host.name,
      product: 'Microsoft SQL Server',
      version: versionOf(tsql.PRODUCT_VERSION),
    },
    setPassword: (password) => tsql.setPassword(host, 'sa', password),
    service: {
      checkPassword: (user, password) => tsql.checkPassword(host, user, password),
      open: (login) => tsql.openSqlSession(host, login),
      describe(session) {
        const { database, language } = tsql.sessionFacts(session)
        return { database, language }
      },
      runBatch: tsql.runBatch,
      callProcedure: tsql.callProcedure,
      transactionRequest: tsql.transactionRequest,
      bulkLoad: tsql.bulkLoad,
      reset: tsql.resetSession,
      close: tsql.closeSession,
    },
  }
}

function versionOf(text: string): sqlTds.ServerVersion {
  const [major = 0, minor = 0, build = 0] = text.split('.').map(Number)
  return { major, minor, build }
}

function hostFor(standalone: Standalone, hooks: ServiceHooks): tsql.SqlHost {
  const { network, instance } = standalone
  const { folder, requestShutdown, endConnection } = hooks
  const data = folderOf(folder.data)
  return {
    instance,
    defaults: { data, log: data, backup: folderOf(folder.backup) },
    epoch: EPOCH,
    passwordHash: (password, salt) =>
      scryptSync(password.normalize('NFKC'), salt, HASH_BYTES, { N: HASH_COST }),
    requestShutdown,
    endConnection,
    coordinator: coordinatorPort(network, instance),
  }
}

function folderOf(file: string): { volume: string; path: string } {
  const { volume, names } = placeOf(file)
  return { volume, path: `\\${names.join('\\')}` }
}
