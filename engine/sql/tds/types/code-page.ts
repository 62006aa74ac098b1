// Characters of one byte: Windows-1252, that of the collation SQL_Latin1_General_CP1_CI_AS, and UTF-8
// for who says so.

/** What stands at 0x80 to 0x9f; the five places without a character stay as they are. */
const UPPER =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

const FROM_UNICODE: ReadonlyMap<number, number> = new Map(
  [...UPPER].map((character, index) => [character.charCodeAt(0), 0x80 + index]),
)

const QUESTION_MARK = 0x3f
const UNITS_AT_ONCE = 4096

/** A character that the code page does not have becomes a question mark. */
export function encodeCodePage(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    const isSame = unit < 0x80 || (unit >= 0xa0 && unit <= 0xff)
    bytes[index] = isSame ? unit : (FROM_UNICODE.get(unit) ?? QUESTION_MARK)
  }
  return bytes
}

export function decodeCodePage(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length)
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    units[index] = byte >= 0x80 && byte < 0xa0 ? UPPER.charCodeAt(byte - 0x80) : byte
  }
  let text = ''
  for (let at = 0; at < units.length; at += UNITS_AT_ONCE)
    text += String.fromCharCode(...units.subarray(at, at + UNITS_AT_ONCE))
  return text
}

/** What is not UTF-8 reads as the replacement character. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
