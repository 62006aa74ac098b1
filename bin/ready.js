#!/usr/bin/env node
// Installs the dependencies when they are missing or not those of the lock file; else says nothing.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const wanted = path.join(root, 'package-lock.json')
const installed = path.join(root, 'node_modules', '.package-lock.json')

if (!isReady()) process.exitCode = install()

/** The times decide at once when they can; a fresh checkout of the same lock file cannot. */
function isReady() {
  if (!existsSync(installed)) return false
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true
  const there = readPackages(installed)
  return Object.entries(readPackages(wanted)).every(
    ([place, { version, optional }]) =>
      place === '' || there[place]?.version === version || (optional && !there[place]),
  )
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

function install() {
  console.error('frostproof: installing the dependencies (npm ci)')
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const args = ['ci', '--include=dev']
  const npm = process.env.npm_execpath
  const result = npm?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : // Windows starts npm.cmd through its shell only; the arguments are fixed words.
      spawnSync(`npm ${args.join(' ')}`, { ...options, shell: true })
  if (result.error) console.error(`cannot start npm: ${result.error.message}`)
  return result.status ?? 1
}
