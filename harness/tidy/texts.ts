// What no text of the house holds: reminders that nobody will read, and long dashes.

const BANNED: readonly { what: RegExp; instead: string }[] = [
  { what: /\b(TODO|FIXME|XXX|HACK)\b/, instead: 'do it, or write it down where it is planned' },
  { what: /\u2014/, instead: 'a long dash; use a colon, a comma or brackets' },
]

export function checkText(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    BANNED.flatMap(({ what, instead }) => {
      const found = what.exec(line)?.[0]
      return found === undefined ? [] : [`${file}:${index + 1}: "${found}": ${instead}`]
    }),
  )
}
