// Names come from other people's files and other people's engines. Here they are made harmless for
// the eye; each output format escapes them for its own syntax on top.

// Control characters (line feed and tab apart), marks that reorder what surrounds them, line and
// paragraph separators, byte order marks, and the two code points XML has no place for.
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu

/** A text whose every character can be seen: `⟨U+202E⟩` stands for one that cannot. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (found) => {
    const code = found.codePointAt(0) ?? 0
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
}

/** Text on one line that Markdown leaves alone. */
export function markdownText(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|#&!~]/g, (found) => {
    return found === '<' ? '&lt;' : found === '&' ? '&amp;' : `\\${found}`
  })
}

export function shortened(text: string, length: number): string {
  if (text.length <= length) return text
  return `${head(text, length - 1)}…`
}

/** The beginning of a text; a pair of surrogates is kept whole or left out. */
export function head(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}
