// A uniqueidentifier: the first three groups are numbers, low byte first, the rest are bytes.

const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
const DASHES = new Set([4, 6, 8, 10])

/** Upper case, as SQL Server prints it. */
export function readGuidText(bytes: Uint8Array): string {
  let text = ''
  for (const [index, from] of ORDER.entries()) {
    if (DASHES.has(index)) text += '-'
    text += (bytes[from] as number).toString(16).padStart(2, '0')
  }
  return text.toUpperCase()
}

export function guidTextBytes(text: string): Uint8Array {
  const digits = text.replaceAll('-', '')
  const bytes = new Uint8Array(16)
  for (const [index, to] of ORDER.entries())
    bytes[to] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16)
  return bytes
}
