// One number for what a folder of code says, so that a changed verdict can be laid at the right door.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { packageRoot } from './place.js'

const CODE = import.meta.url.endsWith('.ts') ? '' : 'dist'
const ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** Over the code in these folders of the package, tests apart. */
export function codeDigest(folders: readonly string[]): string {
  const hash = createHash('sha256')
  for (const folder of folders) {
    const place = join(packageRoot, CODE, folder)
    for (const name of codeFiles(place)) {
      hash.update(`${folder}/${name.split(sep).join('/')}\n`)
      hash.update(readFileSync(join(place, name)))
    }
  }
  return `sha256:${hash.digest('hex')}`
}

function codeFiles(place: string): string[] {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith(ENDING) && !/\.(?:test|bench|fixture)\./.test(name))
    .sort()
}
