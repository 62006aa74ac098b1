// What a full-text index makes of a text: its words, without case. No word is too common to count.

const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u

/** Each word of the text once, in the order of their code units. */
export function wordsOf(text: string): string[] {
  const words = new Set(text.toLowerCase().split(BETWEEN_WORDS))
  words.delete('')
  return [...words].sort()
}
