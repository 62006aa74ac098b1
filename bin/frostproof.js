#!/usr/bin/env node
// The command. In a checkout it first brings dist/ up to date; a package has no bin/build.js.

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`frostproof needs Node 20.19 or newer; this is Node ${process.versions.node}`)
  process.exit(3)
}

const { default: module } = await import('node:module')
const { existsSync } = await import('node:fs')
const { fileURLToPath } = await import('node:url')

// Node 22 keeps compiled code between runs; Node 20 has no such thing.
module.enableCompileCache?.()

const builder = new URL('build.js', import.meta.url)
if (existsSync(builder)) await rebuild()
const { main } = await import('../dist/harness/cli/main.js')
process.exitCode = await main(process.argv.slice(2))

async function rebuild() {
  const { build, BuildError } = await import(builder)
  try {
    await build(fileURLToPath(new URL('..', import.meta.url)))
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    console.error(error.message)
    process.exit(3)
  }
}
