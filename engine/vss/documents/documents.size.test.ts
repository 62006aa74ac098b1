// Ten thousand databases: what is printed grows with what there is, and no faster.

import { expect, test } from 'vitest'
import type { BackupComponents, WriterMetadata } from './index.js'
import {
  parseBackupComponents,
  parseWriterMetadata,
  printBackupComponents,
  printWriterMetadata,
} from './index.js'
import { ATTRIBUTE_LENGTH_MAX, ELEMENTS_MAX } from './limits.js'
import { fullBackupComponents, sqlWriterMetadata } from './samples.fixture.js'

const COUNT = 10_000

/** Against a hang only: a busy machine must not fail what is right. */
const TIMEOUT_MS = 60_000

function manyMetadata(count: number): WriterMetadata {
  const names = Array.from({ length: count }, (_, index) => `Database ${index}`)
  const components = names.flatMap((name) => sqlWriterMetadata(name).components.slice(0, 1))
  return { ...sqlWriterMetadata(), components }
}

function manyComponents(count: number): BackupComponents {
  const names = Array.from({ length: count }, (_, index) => `Database ${index}`)
  const [writer] = fullBackupComponents().writers
  const [component] = writer?.components ?? []
  if (writer === undefined || component === undefined) throw new Error('the sample is empty')
  const components = names.map((name) => ({ ...component, name }))
  return { ...fullBackupComponents(), writers: [{ ...writer, components }] }
}

test(
  'ten thousand components of writer metadata read back as they were printed',
  () => {
    const metadata = manyMetadata(COUNT)
    const printed = printWriterMetadata(metadata)
    if (!printed.ok) throw new Error(printed.error.message)
    const read = parseWriterMetadata(printed.value)
    if (!read.ok) throw new Error(read.error.message)
    expect(read.value.components).toHaveLength(COUNT)
    expect(read.value.components.at(-1)).toEqual(metadata.components.at(-1))
    expect(printWriterMetadata(read.value)).toEqual(printed)
  },
  TIMEOUT_MS,
)

test(
  'ten thousand backup components read back as they were printed',
  () => {
    const components = manyComponents(COUNT)
    const printed = printBackupComponents(components)
    if (!printed.ok) throw new Error(printed.error.message)
    const read = parseBackupComponents(printed.value)
    if (!read.ok) throw new Error(read.error.message)
    expect(read.value.writers[0]?.components).toHaveLength(COUNT)
    expect(read.value.writers[0]?.components.at(-1)).toEqual(
      components.writers[0]?.components.at(-1),
    )
    expect(printBackupComponents(read.value)).toEqual(printed)
  },
  TIMEOUT_MS,
)

test(
  'a document with more elements than can be read back is not printed',
  () => {
    const { excludeFiles } = sqlWriterMetadata()
    const many = Array.from({ length: ELEMENTS_MAX }, () => excludeFiles).flat()
    const printed = printWriterMetadata({ ...sqlWriterMetadata(), excludeFiles: many })
    expect(printed).toMatchObject({
      error: { hresult: 0x80042311, message: expect.stringMatching(/more than 196608 elements/) },
    })
  },
  TIMEOUT_MS,
)

test(
  'a value longer than can be read back is not printed',
  () => {
    const name = 'x'.repeat(ATTRIBUTE_LENGTH_MAX)
    expect(printWriterMetadata(sqlWriterMetadata(name))).toMatchObject({
      error: { attribute: 'caption', message: expect.stringMatching(/"caption" is longer/) },
    })
  },
  TIMEOUT_MS,
)
