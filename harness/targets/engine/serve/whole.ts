// Reads and writes that do not stop in the middle.

import { readSync, writeSync } from 'node:fs'

/** How many bytes there were, up to the end of the file. */
export function readWhole(fd: number, offset: number, into: Uint8Array): number {
  let done = 0
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, offset + done)
    if (count === 0) break
    done += count
  }
  return done
}

export function writeWhole(fd: number, offset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, bytes.length - done, offset + done)
}
