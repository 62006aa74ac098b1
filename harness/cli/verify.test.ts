import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inDirectory, say } from './cli.fixture.js'

const WRONG = `title: A wrong expectation
clauses: [SYST-CHK-04]
steps:
  - { do: service.query, with: { service: VSS }, expect: { state: Gone } }
`
const RUN = ['run', '--clause', 'SYST-CHK-04', '--scenarios', '.', '--out', 'report']

function keyPair(): Record<string, string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    'public.pem': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    'private.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** Every file of a report, so that none is forgotten when there are more. */
function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

test('one changed byte in any file shows, and the file is named', () =>
  inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
    expect((await say(RUN, { cwd })).exitCode).toBe(1)
    expect((await say(['verify', 'report'], { cwd })).exitCode).toBe(0)
    const files = filesOf(join(cwd, 'report'))
    expect(files.length).toBeGreaterThanOrEqual(7)
    for (const file of files) {
      const bytes = readFileSync(file)
      const changed = Buffer.from(bytes)
      const at = Math.floor(bytes.length / 2)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(file, changed)
      const { exitCode, out } = await say(['verify', 'report'], { cwd })
      expect({ file, exitCode, out }).toMatchObject({
        exitCode: 1,
        out: expect.stringMatching(/^tampered: /),
      })
      writeFileSync(file, bytes)
    }
    expect((await say(['verify', 'report'], { cwd })).exitCode).toBe(0)
  }))

test('a scenario file that is missing or came along shows', () =>
  inDirectory({ 'wrong.yaml': WRONG }, async (cwd) => {
    await say(RUN, { cwd })
    const folder = join(cwd, 'report', 'failures')
    writeFileSync(join(folder, 'mine.yaml'), '')
    expect((await say(['verify', 'report'], { cwd })).out).toContain('failures/mine.yaml')
    rmSync(join(folder, 'mine.yaml'))
    const [name = ''] = readdirSync(folder)
    rmSync(join(folder, name))
    expect((await say(['verify', 'report'], { cwd })).out).toContain(`failures/${name}`)
  }))

test('a signature is checked against a key, and its absence against the wish for one', () =>
  inDirectory({ 'wrong.yaml': WRONG, ...keyPair() }, async (cwd) => {
    await say([...RUN, '--sign', 'private.pem'], { cwd })
    const verify = ['verify', 'report']
    const seen = await say(verify, { cwd })
    expect(seen.out).toMatch(/^whole and untouched: .+; signed with sha256:[0-9a-f]{64}, which/)
    const checked = await say([...verify, '--key', 'public.pem', '--json'], { cwd })
    expect(JSON.parse(checked.out)).toMatchObject({ status: 'whole', signature: 'checked' })
    const { 'public.pem': other = '' } = keyPair()
    writeFileSync(join(cwd, 'other.pem'), other)
    const refused = await say([...verify, '--key', 'other.pem'], { cwd })
    expect(refused).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('signed with another key'),
    })
    writeFileSync(join(cwd, 'other.pem'), 'no key')
    expect((await say([...verify, '--key', 'other.pem'], { cwd })).exitCode).toBe(64)
    rmSync(join(cwd, 'report', 'signature.json'))
    const bare = await say([...verify, '--key', 'public.pem'], { cwd })
    expect(bare).toMatchObject({ exitCode: 1, out: 'tampered: it is not signed\n' })
  }))

test('a record that was written anew, folds and all, does not fit the signature', () =>
  inDirectory({ 'wrong.yaml': WRONG, ...keyPair() }, async (cwd) => {
    await say([...RUN, '--sign', 'private.pem'], { cwd })
    const signature = readFileSync(join(cwd, 'report', 'signature.json'))
    rmSync(join(cwd, 'wrong.yaml'))
    await say(RUN, { cwd })
    writeFileSync(join(cwd, 'report', 'signature.json'), signature)
    expect((await say(['verify', 'report'], { cwd })).exitCode).toBe(0)
    const { exitCode, out } = await say(['verify', 'report', '--key', 'public.pem'], { cwd })
    expect({ exitCode, out }).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('signed with another seal'),
    })
  }))
