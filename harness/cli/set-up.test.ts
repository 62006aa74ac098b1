// init and completion: what a person begins with.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { inDirectory, say } from './cli.fixture.js'

describe('init', () => {
  const PIPELINES = [
    ['github', '.github/workflows/frostproof.yml'],
    ['azure', 'azure-pipelines.yml'],
    ['gitlab', '.gitlab-ci.yml'],
  ] as const

  for (const [ci, path] of PIPELINES)
    test(`writes a pipeline for ${ci} that calls commands which exist`, () =>
      inDirectory({}, async (cwd) => {
        const { exitCode, out } = await say(['init', '--ci', ci, '--json'], { cwd })
        expect(exitCode).toBe(0)
        expect(JSON.parse(out)).toEqual({ ci, written: [path, 'scenarios/first.yaml'], kept: [] })
        const text = readFileSync(join(cwd, path), 'utf8')
        expect(parse(text)).toBeTypeOf('object')
        const [, words = ''] = /npx frostproof (.+)/.exec(text) ?? []
        const found = await say([...words.split(' '), '--clause', 'SYST-CHK-04'], { cwd })
        expect(found).toMatchObject({ exitCode: 0, error: '' })
      }))

  test('the first scenario passes, and shows what it says', () =>
    inDirectory({}, async (cwd) => {
      await say(['init'], { cwd })
      const { exitCode, out } = await say(['replay', 'scenarios/first.yaml'], { cwd })
      expect(exitCode).toBe(0)
      expect(out.trimEnd().split('\n').at(-1)).toBe('passed')
    }))

  test('leaves alone what is there, and goes by it', () =>
    inDirectory({ '.gitlab-ci.yml': 'mine' }, async (cwd) => {
      mkdirSync(join(cwd, 'scenarios'))
      writeFileSync(join(cwd, 'scenarios', 'first.yaml'), 'mine')
      const { out } = await say(['init'], { cwd })
      expect(out).toContain('left   .gitlab-ci.yml, which was there')
      expect(readFileSync(join(cwd, 'scenarios', 'first.yaml'), 'utf8')).toBe('mine')
      expect(existsSync(join(cwd, '.github'))).toBe(false)
    }))
})

describe('completion', () => {
  async function candidates(...words: readonly string[]): Promise<string[]> {
    const { exitCode, out } = await say(['complete', '--', ...words])
    expect(exitCode).toBe(0)
    return out.split('\n').slice(0, -1)
  }

  test('of a command', async () => {
    expect(await candidates('re')).toEqual(expect.arrayContaining(['replay', 'report']))
    expect(await candidates('comple')).toEqual(['completion'])
    expect(await candidates('')).toContain('run')
  })
  test('of flags: those of the command, and none twice that is wanted once', async () => {
    expect(await candidates('diff', '--')).toEqual(['--markdown', '--json', '--slower', '--help'])
    expect(await candidates('run', '--seed', '1', '--s')).not.toContain('--seed')
    expect(await candidates('run', '--clause', 'X', '--cl')).toEqual(['--clause'])
  })
  test('of clause ids, in any case', async () => {
    expect(await candidates('run', '--clause', 'syst-err-0')).toContain('SYST-ERR-02')
    expect(await candidates('clauses', 'SYST-ERR-02')).toEqual(['SYST-ERR-02'])
    expect(await candidates('run', '--tags', '@SYST-ERR-02')).toEqual(['@SYST-ERR-02'])
  })
  test('leaves files to the shell', async () => {
    expect(await candidates('run', '--out', '')).toEqual([])
    expect(await candidates('replay', '')).toEqual([])
  })
  test('an empty word of PowerShell is empty', async () => {
    expect(await candidates('completion', '""')).toEqual(['bash', 'zsh', 'fish', 'powershell'])
  })
  test('nothing that is typed is a mistake', async () => {
    expect(await candidates('xyzzy', '--')).toEqual([])
    expect(await candidates()).toContain('run')
  })
  test.each(['bash', 'zsh', 'fish', 'powershell'])('there is a script for %s', async (shell) => {
    const { exitCode, out } = await say(['completion', shell])
    expect(exitCode).toBe(0)
    expect(out).toContain('frostproof complete --')
  })
})
