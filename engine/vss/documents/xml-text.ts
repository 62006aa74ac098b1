// Which characters an XML 1.0 document can hold, and how they are written inside an attribute.

/** What the Char production of XML 1.0 (section 2.2) leaves out; unpaired surrogates among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

const UNPAIRED_SURROGATE = /\p{Surrogate}/u

// Blanks other than the space would be read back as spaces (XML 1.0 section 3.3.3); the rest of the
// control characters and U+2028 are allowed as they are, but XML 1.1 readers take two for new lines.
const TO_ESCAPE = /[&<>"'\t\n\r\u007f-\u009f\u2028]/g

const NAMED: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
])

/** Where the first character is that no XML 1.0 document can hold, or -1. */
export function unprintableAt(text: string): number {
  return text.search(NOT_IN_XML)
}

export function hasUnpairedSurrogate(text: string): boolean {
  return UNPAIRED_SURROGATE.test(text)
}

export function escapeAttribute(text: string): string {
  return text.replace(TO_ESCAPE, (unit) => NAMED.get(unit) ?? `&#${unit.charCodeAt(0)};`)
}
