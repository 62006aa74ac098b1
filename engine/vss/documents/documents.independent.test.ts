// A reader that is not ours reads what we print: Python's ElementTree, which stands on expat and
// shares no line with the parser under test.

import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Guid } from '../../base/brand.js'
import {
  newBackupComponent,
  newBackupComponents,
  newWriterComponents,
  printBackupComponents,
  printWriterMetadata,
} from './index.js'
import { fullBackupComponents, sqlWriterMetadata } from './samples.fixture.js'

const WALK = `
import json, sys
import xml.etree.ElementTree as tree
def walk(element):
    return [element.tag, dict(element.attrib), [walk(child) for child in element]]
texts = json.loads(sys.stdin.buffer.read().decode('ascii'))
sys.stdout.write(json.dumps([walk(tree.fromstring(text.encode('utf-8'))) for text in texts]))
`

type Walked = readonly [tag: string, attributes: Record<string, string>, children: Walked[]]

const python = ['python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import xml.etree.ElementTree']).status === 0,
)
const skipped = python === undefined ? ' (skipped: no python3 with xml.etree on this machine)' : ''

/** JSON in ASCII, so that no encoding of the pipe can help or hurt. */
function asciiJson(value: unknown): string {
  const asciiUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, asciiUnit)
}

function readByPython(texts: readonly string[]): Walked[] {
  const run = spawnSync(python ?? '', ['-c', WALK], {
    input: asciiJson(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status !== 0) throw new Error(`Python could not read it: ${run.stderr}`)
  return JSON.parse(run.stdout) as Walked[]
}

function printed(outcome: ReturnType<typeof printWriterMetadata>): string {
  if (!outcome.ok) throw new Error(outcome.error.message)
  return outcome.value
}

const NAMES = [
  'plain',
  `q"'<>&`,
  ' leading and trailing ',
  'tab\tline\nreturn\rboth\r\n',
  ']]>&amp;&#10;&lt;',
  '\u{1f4be}\u{10ffff}\ufffd\ue000',
  '\u007f\u0085\u00a0\u2028\u2029\ufeff',
]

test.skipIf(python === undefined)(`another reader finds every name as it was${skipped}`, () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 20 })
  const names = [...NAMES, ...fc.sample(anyText, { seed: 1, numRuns: 300 })].filter(
    (name) => printWriterMetadata(sqlWriterMetadata(name)).ok,
  )
  expect(names.length).toBeGreaterThan(200)
  const walked = readByPython(
    names.map((name) => printed(printWriterMetadata(sqlWriterMetadata(name)))),
  )
  const found = walked.map(([, , children]) => children[2]?.[2][0])
  expect(found.map((group) => group?.[1]['componentName'])).toEqual(names)
  expect(found.map((group) => group?.[2][0]?.[1]['filespec'])).toEqual(
    names.map((name) => `${name}.mdf`),
  )
})

test.skipIf(python === undefined)(`another reader finds the whole document${skipped}`, () => {
  const documents = {
    ...newBackupComponents(),
    backupType: 'full',
    writers: [
      {
        ...newWriterComponents({ writerId: id('1'), instanceId: id('2') }),
        components: [
          {
            ...newBackupComponent({ type: 'filegroup', logicalPath: '', name: 'a "b"\n' }),
            partialFiles: [{ path: 'D:\\', fileName: 'f', ranges: '0:1', metadata: '' }],
            restoreMetadata:
              fullBackupComponents().writers[0]?.components[0]?.restoreMetadata ?? null,
          },
        ],
      },
    ],
  } as const
  const space = '{x-schema:#VssComponentMetadata}'
  const component = { componentName: 'a "b"\n', componentType: 'filegroup' }
  expect(readByPython([printed(printBackupComponents(documents))])).toEqual([
    [
      `${space}BACKUP_COMPONENTS`,
      {
        version: '1.2',
        bootableSystemStateBackup: 'no',
        selectComponents: 'no',
        backupType: 'full',
        partialFileSupport: 'no',
      },
      [
        [
          `${space}WRITER_COMPONENTS`,
          { instanceId: id('2'), writerId: id('1') },
          [
            [
              `${space}COMPONENT`,
              component,
              [
                [`${space}PARTIAL_FILE`, { path: 'D:\\', filename: 'f', ranges: '0:1' }, []],
                ['RESTORE_METADATA', { metadata: 'Bw==' }, []],
              ],
            ],
          ],
        ],
      ],
    ],
  ])
})

function id(digit: string): Guid {
  return `${digit.repeat(8)}-0000-4000-a000-000000000000` as Guid
}

test.skipIf(python === undefined)(`another reader refuses what is broken${skipped}`, () => {
  const text = printed(printWriterMetadata(sqlWriterMetadata()))
  expect(() => readByPython([text.replace('</WRITER_METADATA>', '')])).toThrow(/no element found/)
})
