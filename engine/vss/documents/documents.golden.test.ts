// Twins: each `golden/x.xml` reads as `golden/x.expected`, and the samples print as `golden/x.printed`.
// UPDATE_EXPECT=1 writes the second of each pair anew; review what changed.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  parseBackupComponents,
  parseWriterMetadata,
  printBackupComponents,
  printWriterMetadata,
} from './index.js'
import { fullBackupComponents, sqlWriterMetadata } from './samples.fixture.js'

const GOLDEN = new URL('./golden/', import.meta.url)

function checkTwin(name: string, actual: string): void {
  const twin = new URL(name, GOLDEN)
  if (process.env['UPDATE_EXPECT'] !== undefined) writeFileSync(twin, `${actual}\n`)
  expect(`${actual}\n`).toBe(readFileSync(twin, 'utf8'))
}

function asText(value: unknown): string {
  const plain = (_: string, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)
  return JSON.stringify(value, plain, 2)
}

const good = readdirSync(GOLDEN).filter((name) => name.endsWith('.xml'))

test('there are golden documents', () => expect(good).toHaveLength(4))

for (const name of good) {
  test(`${name} reads as its twin says`, () => {
    const text = readFileSync(new URL(name, GOLDEN), 'utf8')
    const parse = name.startsWith('writer') ? parseWriterMetadata : parseBackupComponents
    checkTwin(name.replace(/xml$/, 'expected'), asText(parse(text)))
  })
}

function printed(outcome: ReturnType<typeof printWriterMetadata>): string {
  return outcome.ok ? outcome.value : `refused: ${asText(outcome.error)}`
}

test('writer metadata prints as its twin says', () =>
  checkTwin('writer-metadata.printed', printed(printWriterMetadata(sqlWriterMetadata()))))

test('backup components print as their twin says', () =>
  checkTwin('backup-components.printed', printed(printBackupComponents(fullBackupComponents()))))
