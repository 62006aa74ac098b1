// The server in a container, by the command line of Docker.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, PASSWORD } from './serve.fixture.js'

const READY_ATTEMPTS_MAX = 300
const PAUSE_MS = 100

export interface ServerContainer {
  readonly port: number
  kill(): Promise<void>
  start(): Promise<void>
  /** In order; gives the exit code. */
  stop(): Promise<number>
  remove(): Promise<void>
}

export async function startContainer(image: string): Promise<ServerContainer> {
  const env = { ...process.env, MSSQL_SA_PASSWORD: PASSWORD }
  const options = ['--label', 'frostproof=test', '--publish', '127.0.0.1::1433']
  const id = await docker(['run', '--detach', ...options, '--env', 'MSSQL_SA_PASSWORD', image], env)
  let port = await readyPort(id)
  return {
    get port() {
      return port
    },
    async kill() {
      await docker(['kill', id])
    },
    async start() {
      await docker(['start', id])
      port = await readyPort(id)
    },
    async stop() {
      await docker(['stop', id])
      return Number(await docker(['inspect', '--format', '{{.State.ExitCode}}', id]))
    },
    async remove() {
      await docker(['rm', '--force', '--volumes', id])
    },
  }
}

/** Where it listens, once a login works. */
async function readyPort(id: string): Promise<number> {
  const address = await docker(['port', id, '1433/tcp'])
  const port = Number(/:(\d+)$/m.exec(address)?.[1])
  for (let attempt = 1; ; attempt++) {
    try {
      await (await connect(port, { max: 1 })).close()
      return port
    } catch (thrown) {
      if (attempt === READY_ATTEMPTS_MAX) throw thrown
      await sleep(PAUSE_MS)
    }
  }
}

async function docker(args: readonly string[], env = process.env): Promise<string> {
  const child = spawn('docker', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let error = ''
  child.stdout.on('data', (bytes) => {
    out += bytes
  })
  child.stderr.on('data', (bytes) => {
    error += bytes
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`docker ${args[0]}: ${error.trim()}`)
  return out.trim()
}
