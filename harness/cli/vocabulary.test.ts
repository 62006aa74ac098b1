import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { vocabularyPage } from './vocabulary.js'

test('features/README.md is the page that the phrases generate', async () => {
  const page = readFileSync(new URL('../../features/README.md', import.meta.url), 'utf8')
  expect(page, 'write it anew: npx frostproof clauses --vocabulary').toBe(await vocabularyPage())
})
