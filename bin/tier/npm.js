// Starts npm: the one that started us when it did, else the one of the machine.

import { ROOT, run, runNode } from './runner.js'

export function npm(args, cwd = ROOT) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('npm-cli.js')) return runNode([cli, ...args], { cwd })
  // Windows starts npm.cmd through its shell only.
  if (process.platform === 'win32') return run('npm', args.map(quote), { cwd, shell: true })
  return run('npm', args, { cwd })
}

function quote(word) {
  return /\s/.test(word) ? `"${word}"` : word
}
