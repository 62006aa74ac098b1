// Statements as text. Names and values come from scenarios, so every one of them is quoted here.

export function quotedName(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`
}

export function quotedText(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`
}

/** All or nothing: an error in the middle rolls everything back and is thrown on. */
export function asTransaction(statements: readonly string[]): string {
  return [
    'SET XACT_ABORT ON',
    'BEGIN TRANSACTION',
    ...statements,
    'COMMIT TRANSACTION',
    'SET XACT_ABORT OFF',
  ].join(';\n')
}

export interface FileText {
  readonly name: string
  readonly path: string
  readonly megabytes?: number | undefined
}

/** One file of CREATE DATABASE or ADD FILE. */
export function fileText({ name, path, megabytes }: FileText): string {
  const size = megabytes === undefined ? '' : `, SIZE = ${Math.ceil(megabytes * 1024)}KB`
  return `(NAME = ${quotedName(name)}, FILENAME = ${quotedText(path)}${size})`
}
