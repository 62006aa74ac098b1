// SQL Server as a target: one that is given, or one in a container.

import { randomBytes } from 'node:crypto'
import type { SqlServerOptions } from '../../model/sql-server-options.js'
import type { Topology } from '../../model/topology.js'
import { NotSupported } from '../../model/undecided.js'
import type { Target } from '../target.js'
import { type Address, isLoopback } from './client.js'
import { commandControl } from './control.js'
import { type AtHand, capabilitiesOf, detect, reasonsFor } from './detect.js'
import { FileAccess } from './file-access.js'
import { sweepDatabases } from './reset.js'
import { Credentials, plainError } from './secret.js'
import { type Parts, reach, type Server } from './server.js'
import { SqlServerSession } from './session.js'
import { sharedSmallVolumes } from './small-volumes.js'
import { systemFilesOf } from './system-files.js'
import { openWire } from './wire.js'

export const DEFAULT_IMAGE = 'mcr.microsoft.com/mssql/server:2022-latest'

export async function sqlServerTarget(options: SqlServerOptions): Promise<Target> {
  const credentials = new Credentials(options.user, options.password)
  const run = randomBytes(4).toString('hex')
  try {
    return options.server === undefined
      ? await inContainer(options, credentials, run)
      : await given(options.server, options, { credentials, run })
  } catch (thrown) {
    throw plainError(credentials, thrown)
  }
}

interface Own {
  readonly credentials: Credentials
  readonly run: string
}

async function given(
  address: Address,
  options: SqlServerOptions,
  { credentials, run }: Own,
): Promise<Target> {
  const wire = await openWire(address)
  const shared = options.files ?? []
  const files = shared.length === 0 ? undefined : new FileAccess(shared)
  const parts: Parts = {
    address: () => address,
    credentials,
    trust: options.trust === true || isLoopback(address.host),
    wire,
    files,
    small: files === undefined ? undefined : sharedSmallVolumes(files),
    control: options.control === undefined ? undefined : commandControl(options.control),
    container: undefined,
  }
  try {
    return await targetOf(parts, { credentials, run }, () => wire.close())
  } catch (thrown) {
    await wire.close()
    throw thrown
  }
}

async function inContainer(
  options: SqlServerOptions,
  credentials: Credentials,
  run: string,
): Promise<Target> {
  const { startContainer } = await import('./container.js')
  const container = await startContainer(options.image ?? DEFAULT_IMAGE, credentials, run)
  const wire = await openWire(container.address())
  const end = async () => {
    await wire.close()
    await container.remove()
  }
  try {
    const parts: Parts = {
      address: container.address,
      credentials,
      trust: true,
      wire,
      files: new FileAccess([container.shared]),
      small: container.small,
      control: container,
      container,
    }
    return await targetOf(parts, { credentials, run }, end)
  } catch (thrown) {
    await end()
    throw thrown
  }
}

async function targetOf(parts: Parts, own: Own, end: () => Promise<void>): Promise<Target> {
  const reached = reach(parts)
  await reached.ready()
  const client = reached.connect()
  const detected = await detect(client)
  const systemFiles = await systemFilesOf(client)
  await sweepDatabases(client, own.run)
  await client.close()
  const server: Server = {
    ...reached,
    detected,
    systemFiles,
    get isMinimal() {
      return reached.isMinimal
    },
  }
  const at: AtHand = {
    files: parts.files !== undefined,
    control: parts.control !== undefined,
    smallVolumes: parts.small !== undefined,
    container: parts.container !== undefined,
  }
  const { version, product, edition } = detected
  let scenarios = 0
  return {
    description: {
      kind: 'sqlserver',
      name: `${product} ${edition}`.trim(),
      version,
      ...(parts.container === undefined ? {} : { build: parts.container.build }),
      capabilities: capabilitiesOf(version, at),
      lacking: reasonsFor(version, at),
      deterministic: false,
    },
    secrets: [own.credentials.forLogin().password],
    open: ({ topology, trace }) => {
      const instance = instanceOf(topology)
      return new SqlServerSession(server, { run: own.run, number: ++scenarios, instance, trace })
    },
    close: end,
  }
}

/** One server with one instance is all there is. */
function instanceOf({ servers }: Topology): string {
  const [only, ...others] = servers
  const [instance, ...more] = only?.sql?.instances ?? []
  if (others.length > 0) throw new NotSupported('the scenario has more than one server')
  if (instance === undefined) throw new NotSupported('the scenario has no SQL Server')
  if (more.length > 0) throw new NotSupported('the scenario has more than one instance')
  return instance
}
