// Ten thousand databases enumerated into the metadata document of the SQL Writer: gathered, printed as
// XML, and read back by Python's expat where there is a python3.

import { spawnSync } from 'node:child_process'
import { GIB } from './base/units.js'
import {
  createRequestor,
  createWorld,
  DEFAULT_VOLUMES,
  gatherWriterMetadata,
  initializeForBackup,
  printWriterMetadata,
  release,
  type Server,
  sql,
} from './index.js'

const MANY = 10_000
const FEW = 1_000
const ROUNDS = 5
const COUNT = `
import sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
sys.stdout.write(str(sum(1 for each in root.iter() if each.tag.endswith('FILE_GROUP'))))
`

export async function bench(): Promise<{ name: string; ratio: number; text: string }[]> {
  const few = await measure(FEW)
  const many = await measure(MANY)
  const perDatabase = many.ms / MANY / (few.ms / FEW)
  return [
    {
      name: `enumerating a database among ${MANY} over one among ${FEW}`,
      ratio: perDatabase,
      text: `${Math.round(many.ms)} ms for all (bar 2000), ${many.read}`,
    },
  ]
}

async function measure(databases: number): Promise<{ ms: number; read: string }> {
  const server = serverWith(databases)
  let ms = Number.POSITIVE_INFINITY
  let xml = ''
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    xml = enumerate(server)
    ms = Math.min(ms, performance.now() - startedAt)
  }
  return { ms, read: readByPython(xml) }
}

function serverWith(databases: number): Server {
  const world = createWorld({
    seed: 1,
    trace: false,
    machines: [
      {
        name: 'SRV1',
        platform: 'on-premises',
        hardware: 'A',
        siteZone: 'UTC',
        windowsDrive: 'C',
        scratchDrive: 'S',
        volumes: [...DEFAULT_VOLUMES, { letter: 'D', sizeBytes: 1_000 * GIB, kind: 'fixed' }],
        sql: { instances: ['INST1'], edition: 'Developer', writer: 'automatic' },
      },
    ],
  })
  const [server] = world.machines.values()
  const instance = server?.instances.get('INST1')
  if (server === undefined || instance === undefined) throw new Error('no instance')
  const make = function* () {
    for (let number = 0; number < databases; number++) {
      const name = `db${number}`
      const file = (suffix: string) => ({
        logicalName: name + suffix,
        volume: 'D:',
        path: `\\${name}${suffix}`,
      })
      const options = { name, dataFiles: [file('.mdf')], logFiles: [file('.ldf')] } as const
      const made = yield* sql.createDatabase(instance, options)
      if (!made.ok) throw new Error(made.error.detail)
    }
  }
  world.sim.finish(world.sim.spawn('create', make()))
  return server
}

function enumerate(server: Server): string {
  const requestor = createRequestor(server.vss, 'bench')
  initializeForBackup(requestor)
  gatherWriterMetadata(requestor)
  const found = requestor.metadata.find(
    ({ identification }) => identification.friendlyName === 'SqlServerWriter',
  )
  release(requestor)
  const xml = found === undefined ? undefined : printWriterMetadata(found)
  if (xml === undefined || !xml.ok) throw new Error('no document')
  return xml.value
}

function readByPython(xml: string): string {
  const read = spawnSync('python3', ['-c', COUNT], { input: xml, encoding: 'utf8' })
  return read.status === 0 ? `expat reads ${read.stdout} components` : 'no python3 to read it'
}
