import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Holder, holderOf, takeLock } from './lock.js'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makePlace(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'frostproof-lock-'))
  folders.push(folder)
  return path.join(folder, 'frostproof.lock')
}

function leaveLock(file: string, holder: Partial<Holder>): void {
  writeFileSync(file, JSON.stringify({ ...holderOf(process.pid), ...holder }))
}

/** A process that lives, with its number. */
async function startChild() {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")'])
  await once(child.stdout, 'data')
  return { child, pid: child.pid ?? 0 }
}

test('a lock that is given back can be taken again, and leaves nothing behind', async () => {
  const file = makePlace()
  const lock = await takeLock(file)
  lock.release()
  const again = await takeLock(file)
  again.release()
  expect(readdirSync(path.dirname(file))).toEqual([])
})

test('a folder whose server lives is refused, with the number of its process', async () => {
  const file = makePlace()
  const { child, pid } = await startChild()
  leaveLock(file, holderOf(pid))
  await expect(takeLock(file)).rejects.toThrow(`process ${pid} on `)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await takeLock(file)
  lock.release()
})

test.runIf(process.platform === 'linux')(
  'another process under the number of the one that held it is not taken for that',
  async () => {
    const file = makePlace()
    const { child, pid } = await startChild()
    leaveLock(file, { pid, started: 'a boot ago/1' })
    const lock = await takeLock(file)
    lock.release()
    child.kill('SIGKILL')
  },
)

test('the lock of a container that was started again is stale, though its numbers are the same', async () => {
  const file = makePlace()
  leaveLock(file, { pid: 1, namespace: 'pid:[1]' })
  const lock = await takeLock(file)
  expect(existsSync(file)).toBe(true)
  lock.release()
})

test('the lock of another machine is believed as long as it beats', async () => {
  const file = makePlace()
  leaveLock(file, { host: 'elsewhere', namespace: 'pid:[1]' })
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 20)
  await expect(takeLock(file)).rejects.toThrow('on elsewhere holds')
  clearInterval(beat)
})

test('a lock that was cut short while it was written is stale', async () => {
  const file = makePlace()
  writeFileSync(file, '{"pid":')
  const lock = await takeLock(file)
  lock.release()
})
