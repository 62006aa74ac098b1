#!/usr/bin/env node
// Builds the container image of `frostproof serve`:
//
//   node bin/image.js [--base NAME] [--tag NAME]
//
// The base needs nothing but Node. Without --base one is made of this machine's own Node and the
// libraries it is linked to, so that no registry has to be reached (Linux). Prints one line of JSON.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from './build.js'
import { layOutBase } from './image/base.js'
import { modulesOf } from './image/modules.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OWN_BASE = 'frostproof/base:local'
const OWN_TAG = 'frostproof/serve:local'

/** Where the program comes in; what these import, and nothing else, is in the image. */
const ENTRIES = [
  'dist/harness/cli/main.js',
  'dist/harness/cli/place.js',
  'dist/harness/cli/program.js',
  'dist/harness/cli/serve.js',
  'dist/harness/targets/engine/serve/server.js',
]

/** What the person has to mend. */
export class ImageError extends Error {}

export async function buildImage({ base, tag = OWN_TAG } = {}) {
  await build(ROOT)
  const room = mkdtempSync(path.join(tmpdir(), 'frostproof-image-'))
  try {
    const from = base ?? makeBase(path.join(room, 'base'))
    const context = path.join(room, 'context')
    layOutProgram(context)
    cpSync(path.join(ROOT, 'docker/Dockerfile'), path.join(context, 'Dockerfile'))
    docker(['build', '--quiet', '--build-arg', `BASE=${from}`, '--tag', tag, context])
    const bytes = Number(docker(['image', 'inspect', '--format', '{{.Size}}', tag]))
    return { image: tag, base: from, bytes }
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

function layOutProgram(context) {
  const app = path.join(context, 'app')
  for (const folder of ['data', 'log', 'backup'])
    mkdirSync(path.join(context, 'mssql', folder), { recursive: true })
  for (const file of [...modulesOf(ROOT, ENTRIES), 'package.json', 'LICENSE', 'bin/frostproof.js'])
    cpSync(path.join(ROOT, file), path.join(app, file), { recursive: true })
  cpSync(path.join(ROOT, 'bin/image/health.js'), path.join(app, 'health.js'))
}

function makeBase(folder) {
  if (process.platform !== 'linux')
    throw new ImageError('this machine is not Linux: name an image with Node by --base')
  layOutBase(folder)
  const packed = run('tar', ['--owner=0', '--group=0', '-C', folder, '-c', '.'])
  docker(['import', '--change', 'ENV PATH=/usr/local/bin:/bin', '-', OWN_BASE], packed)
  return OWN_BASE
}

function docker(args, input) {
  return run('docker', args, input).toString().trim()
}

const OUTPUT_BYTES_MAX = 2 ** 30

function run(command, args, input) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    maxBuffer: OUTPUT_BYTES_MAX,
    // The old builder is there everywhere, and needs nothing that would have to be fetched.
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  })
  if (error) throw new ImageError(`cannot run ${command}: ${error.message}`)
  if (status !== 0)
    throw new ImageError(`${command} ${args[0]} failed: ${stderr.toString().trim()}`)
  return stdout
}

async function main() {
  const { values } = parseArgs({ options: { base: { type: 'string' }, tag: { type: 'string' } } })
  try {
    console.log(JSON.stringify(await buildImage(values)))
  } catch (error) {
    if (!(error instanceof ImageError)) throw error
    console.error(error.message)
    process.exitCode = 3
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
