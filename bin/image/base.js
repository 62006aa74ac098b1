// The root of a base image from what this machine has: Node, a shell with the tools for files (busybox
// where it is there), and the libraries they are linked to.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'

const FOLDERS = ['bin', 'etc', 'tmp', 'usr/local/bin', 'var/opt', 'proc', 'sys', 'dev']
/** For looking after files inside of a container. */
const TOOLS = ['sh', 'cp', 'mv', 'rm', 'mkdir', 'rmdir', 'ls', 'cat', 'dd', 'stat', 'truncate']
const MORE_TOOLS = ['chmod', 'chown', 'df', 'sleep', 'touch', 'id', 'sync', 'test', 'echo', 'env']
const BINARY_FOLDERS = ['/bin', '/usr/bin', '/sbin', '/usr/sbin']

const USERS = `root:x:0:0:root:/:/bin/sh
mssql:x:10001:0:mssql:/var/opt/mssql:/bin/sh
`

export function layOutBase(root) {
  for (const folder of FOLDERS) mkdirSync(path.join(root, folder), { recursive: true })
  chmodSync(path.join(root, 'tmp'), 0o1777)
  place(root, process.execPath, '/usr/local/bin/node')
  const tools = [...TOOLS, ...MORE_TOOLS]
  const busybox = find('busybox')
  if (busybox === undefined) for (const tool of tools) placeTool(root, tool)
  else {
    place(root, busybox, '/bin/busybox')
    for (const tool of tools) symlinkSync('busybox', path.join(root, 'bin', tool))
  }
  writeFileSync(path.join(root, 'etc/passwd'), USERS)
  writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\n')
}

function placeTool(root, tool) {
  const file = find(tool)
  if (file !== undefined) place(root, file, `/bin/${tool}`)
}

function find(name) {
  return BINARY_FOLDERS.map((folder) => path.join(folder, name)).find(existsSync)
}

function place(root, file, as) {
  copy(root, file, as)
  for (const library of librariesOf(file)) copy(root, library, library)
}

function copy(root, file, as) {
  const target = path.join(root, as)
  if (existsSync(target)) return
  mkdirSync(path.dirname(target), { recursive: true })
  copyFileSync(realpathSync(file), target)
}

/** As the loader finds them; a program that is linked to none has none. */
function librariesOf(file) {
  const { stdout } = spawnSync('ldd', [file], { encoding: 'utf8' })
  const lines = (stdout ?? '').split('\n')
  return lines.flatMap((line) => /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1] ?? [])
}
