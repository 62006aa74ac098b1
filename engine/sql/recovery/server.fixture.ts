import { createHost, type Host } from '../../host/index.js'
import { createSim } from '../../sim/index.js'
import type { Volume } from '../../volume/index.js'
import { createTable, type Database, type DatabaseOptions, useDatabase } from './database/index.js'
import { createDatabase, createInstance, findDatabase, type Instance } from './instance/index.js'
import { ACCOUNTS, type Fixture, makeVolumes, ORDERS, run, succeeded } from './sql.fixture.js'

export interface Server {
  readonly host: Host
  readonly volumes: Map<string, Volume>
  readonly instance: Instance
}

/** A host with a default instance that runs. */
export function makeServer(): Server {
  const host = createHost(createSim(1, { trace: false }), {
    name: 'SQL01',
    platform: 'on-premises',
    hardware: 'A',
    siteZone: 'UTC',
    windowsDrive: 'C',
  })
  const volumes = makeVolumes(host.sim)
  const instance = succeeded(run(host.sim, createInstance(host, volumes, { volume: 'D:' })))
  return { host, volumes, instance }
}

/** The database `Orders` with the table `Accounts`, unless the options say otherwise. */
export function createBank(server: Server, options: Partial<DatabaseOptions> = {}): Database {
  const all = { ...ORDERS, ...options }
  const database = succeeded(run(server.host.sim, createDatabase(server.instance, all)))
  succeeded(createTable(succeeded(useDatabase(database)), ACCOUNTS))
  return database
}

export function bankOf({ host, volumes, instance }: Server, name = 'Orders'): Fixture {
  return { sim: host.sim, volumes, database: succeeded(findDatabase(instance, name)) }
}
