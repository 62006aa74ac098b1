/** A command line taken apart: bare words, and options that begin with `-` or `/`. */
export interface Words {
  readonly program: string
  readonly plain: readonly string[]
  /** Names in lower case without their dash; `-name value` and `-name:value` and `/name=value`. */
  readonly options: ReadonlyMap<string, string>
}

export function parseLine(line: string): Words {
  const words = line.trim().split(/\s+/)
  const plain: string[] = []
  const options = new Map<string, string>()
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string
    const option = /^[-/]([A-Za-z]+)(?:[:=](.*))?$/.exec(word)
    const name = option?.[1]
    if (name === undefined) {
      plain.push(word)
      continue
    }
    const next = words[index + 1]
    const takesNext = option?.[2] === undefined && next !== undefined && !/^[-/]/.test(next)
    options.set(name.toLowerCase(), option?.[2] ?? (takesNext ? next : ''))
    if (takesNext) index++
  }
  return { program: words[0] ?? '', plain, options }
}
