// Texts that are meant to hurt. Time is not measured, since that fails on a busy machine: a refusal
// must lie near the start of the text, so that what reading cost is bounded by our limits.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  parseBackupComponents,
  parseWriterMetadata,
  printBackupComponents,
  printWriterMetadata,
} from './index.js'
import { CHUNK_LENGTH, DOCUMENT_LENGTH_MAX, TOKEN_LENGTH_MAX } from './limits.js'
import { fullBackupComponents, sqlWriterMetadata } from './samples.fixture.js'

const CORRUPT = 0x80042310
const INVALID = 0x80042311
const MILLIONS_50 = 50_000_000

/** Against a hang only: a busy machine must not fail what is right. */
const TIMEOUT_MS = 60_000

const ROOT = '<WRITER_METADATA xmlns="x-schema:#VssWriterMetadataInfo" version="1.2">'
const LOCATIONS = `${ROOT}<BACKUP_LOCATIONS>`

function fill(piece: string): string {
  return piece.repeat(Math.ceil(MILLIONS_50 / piece.length)).slice(0, MILLIONS_50)
}

interface Hostile {
  readonly text: string
  readonly hresult: number
  /** How much may be read before it is refused; all on one line, so the column tells. */
  readonly columnMax: number
}

function checkHostile({ text, hresult, columnMax }: Hostile): void {
  const read = parseWriterMetadata(text)
  if (read.ok) throw new Error('it was read')
  expect(read.error.hresult).toBe(hresult)
  expect(read.error.line).toBe(1)
  expect(read.error.column).toBeLessThanOrEqual(columnMax)
}

const AT_ONCE = 200
const ONE_TOKEN = TOKEN_LENGTH_MAX + 2 * CHUNK_LENGTH

const LAUGHS = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from(
  { length: 30 },
  (_, index) => `<!ENTITY a${index} "${`&a${index - 1};`.repeat(10)}">`,
).join('')}]><l>&a29;</l>`

// biome-ignore format: one case to a line.
const CASES: readonly [string, () => string, number, number][] = [
  ['a billion laughs', () => LAUGHS, INVALID, LAUGHS.length],
  ['a DOCTYPE that reads a file', () => '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', INVALID, AT_ONCE],
  ['a DOCTYPE of 50 MB', () => `<!DOCTYPE r [${fill('<!ENTITY a "b">')}`, INVALID, ONE_TOKEN],
  ['50 MB of letters', () => fill('junk'), CORRUPT, CHUNK_LENGTH + 1],
  ['50 MB of blanks', () => fill(' '), INVALID, ONE_TOKEN],
  ['50 MB of NUL', () => fill('\0'), CORRUPT, AT_ONCE],
  ['50 MB of half pairs', () => fill('\ud800'), CORRUPT, AT_ONCE],
  ['50 MB of less-than', () => fill('<'), CORRUPT, AT_ONCE],
  ['50 MB of nested elements', () => fill('<a>'), INVALID, AT_ONCE],
  ['50 MB of nested roots', () => fill(ROOT), INVALID, AT_ONCE],
  ['an element name of 50 MB', () => `<${fill('a')}`, INVALID, ONE_TOKEN],
  ['an attribute of 50 MB', () => `<WRITER_METADATA version="${fill('1')}`, INVALID, ONE_TOKEN],
  ['an attribute name of 50 MB', () => `<WRITER_METADATA ${fill('v')}`, INVALID, ONE_TOKEN],
  ['50 MB of escapes in an attribute', () => `<WRITER_METADATA version="${fill('&amp;')}`, INVALID, ONE_TOKEN],
  ['an entity name of 50 MB', () => `<WRITER_METADATA version="&${fill('a')}`, INVALID, ONE_TOKEN],
  ['50 MB of attributes', () => `<WRITER_METADATA ${attributes()}`, INVALID, 2_000],
  ['50 MB of namespaces', () => `<WRITER_METADATA ${attributes('xmlns:')}`, INVALID, 2_000],
  ['a comment of 50 MB', () => `<!--${fill(' ')}`, INVALID, ONE_TOKEN],
  ['a processing instruction of 50 MB', () => `<?a ${fill(' ')}`, INVALID, ONE_TOKEN],
  ['a text of 50 MB', () => `${ROOT}${fill(' ')}`, INVALID, ONE_TOKEN],
  ['a CDATA section of 50 MB', () => `${ROOT}<![CDATA[${fill(' ')}`, INVALID, ONE_TOKEN],
  ['50 MB of comments', () => `${ROOT}${fill('<!---->')}`, INVALID, 3_000_000],
  ['50 MB of small elements', () => `${LOCATIONS}${fill('<EXCLUDE_FILES path="" filespec=""/>')}`, INVALID, 8_000_000],
]

function attributes(prefix = ''): string {
  const different = Array.from({ length: 1_000 }, (_, index) => `${prefix}a${index}="b"`)
  return `${different.join(' ')} ${fill('z="b" ')}`
}

for (const [title, text, hresult, columnMax] of CASES)
  test(
    `${title} is refused near its start`,
    () => checkHostile({ text: text(), hresult, columnMax }),
    TIMEOUT_MS,
  )

test(
  'a text beyond the limit is refused without being read',
  () => {
    checkHostile({ text: '<'.repeat(DOCUMENT_LENGTH_MAX + 1), hresult: INVALID, columnMax: 1 })
  },
  TIMEOUT_MS,
)

test(
  '50 MB of new lines count as blanks do',
  () => {
    const read = parseWriterMetadata(fill('\r\n'))
    expect(read).toMatchObject({ error: { hresult: INVALID } })
  },
  TIMEOUT_MS,
)

const SAMPLES = [
  { what: 'writer metadata', printed: printWriterMetadata(sqlWriterMetadata('Ünï 💾')) },
  { what: 'backup components', printed: printBackupComponents(fullBackupComponents('Ünï 💾')) },
] as const

for (const { what, printed } of SAMPLES) {
  const text = printed.ok ? printed.value : ''
  const parse = what === 'writer metadata' ? parseWriterMetadata : parseBackupComponents

  test(
    `${what} cut short anywhere are corrupt`,
    () => {
      expect(parse(text).ok).toBe(true)
      for (let length = 0; length < text.length; length++)
        expect(parse(text.slice(0, length))).toMatchObject({ error: { hresult: CORRUPT } })
    },
    TIMEOUT_MS,
  )

  test(
    `${what} damaged anywhere read or are refused, and nothing throws`,
    () => {
      const unit = fc.oneof(fc.constantFrom(...'<>&"/ =!?[]-\0\n'), fc.string({ maxLength: 1 }))
      const damage = fc.record({ at: fc.nat({ max: text.length }), drop: fc.nat({ max: 3 }), unit })
      fc.assert(
        fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
          const damaged = damages.reduce(
            (whole, { at, drop, unit }) => whole.slice(0, at) + unit + whole.slice(at + drop),
            text,
          )
          const read = parse(damaged)
          if (!read.ok) expect([CORRUPT, INVALID]).toContain(read.error.hresult)
        }),
        { numRuns: 2_000 },
      )
    },
    TIMEOUT_MS,
  )
}

test(
  'any text reads or is refused, and nothing throws',
  () => {
    const pieces = [
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      ' ',
      '&',
      '&#',
      ';',
      'a',
      'xmlns',
      ':',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE',
      '[',
      ']',
      '\ud800',
      '\udc00',
      '\r',
      ROOT,
      'xml',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        expect(parseWriterMetadata(parts.join('')).ok).toBe(false)
      }),
      { numRuns: 5_000 },
    )
  },
  TIMEOUT_MS,
)
