import { assert } from '../../../base/assert.js'
import type { Token } from './lexer.js'
import { HEIGHT_MAX, NESTING_MAX } from './limits.js'
import { refuseText } from './parse-failure.js'
import type { At } from './tree.js'
import { isReserved } from './words.js'

/** Where the parser is in its batch, and what it knows of what it has read. */
export class Cursor {
  readonly text: string
  /** What DECLARE and parameter lists named so far, in lower case. */
  readonly declared: Map<string, 'scalar' | 'table'>
  readonly labels = new Set<string>()
  readonly jumps: { readonly label: string; readonly line: number }[] = []
  /** How many WHILEs and CATCHes are around. */
  loops = 0
  handlers = 0
  /** RETURN may give a value, and THROW may throw again. */
  isProcedure: boolean
  /** How high the expressions read at this level grew. */
  height = 0
  #depth = 0
  readonly #tokens: readonly Token[]
  readonly #end: Token
  #index = 0

  constructor(text: string, tokens: readonly Token[], start: CursorStart) {
    this.text = text
    this.#tokens = tokens
    const end = tokens.at(-1)
    assert(end !== undefined, 'a batch has no token at all')
    this.#end = end
    this.declared = start.declared
    this.isProcedure = start.isProcedure
  }

  get token(): Token {
    return this.ahead(0)
  }

  ahead(count: number): Token {
    return this.#tokens[this.#index + count] ?? this.#end
  }

  /** True at that keyword (in upper case) or symbol. */
  is(word: string): boolean {
    return this.ahead(0).word === word
  }

  isAhead(count: number, word: string): boolean {
    return this.ahead(count).word === word
  }

  isEither(...words: readonly string[]): boolean {
    const { word } = this.ahead(0)
    return word !== '' && words.includes(word)
  }

  get isEnd(): boolean {
    return this.ahead(0).kind === 'end'
  }

  /** Where nothing was read yet. */
  get isFirst(): boolean {
    return this.#index === 0
  }

  /** Where the first token of the batch stands. */
  get offsetOfFirst(): number {
    return this.#tokens[0]?.offset ?? 0
  }

  next(): Token {
    const token = this.ahead(0)
    if (token.kind === 'end' || token.kind === 'bad') this.fail()
    this.#index++
    return token
  }

  take(word: string): boolean {
    if (!this.is(word)) return false
    this.#index++
    return true
  }

  /** All of them, or none. */
  takeAll(...words: readonly string[]): boolean {
    if (!words.every((word, count) => this.isAhead(count, word))) return false
    this.#index += words.length
    return true
  }

  expect(word: string): Token {
    if (!this.is(word)) this.fail()
    return this.next()
  }

  at(token: Token = this.ahead(0)): At {
    return { line: token.line, offset: token.offset }
  }

  /** Where the last token ended. */
  get endOfLast(): number {
    return this.#tokens[this.#index - 1]?.end ?? 0
  }

  get last(): Token | undefined {
    return this.#tokens[this.#index - 1]
  }

  /** At the end of a batch it is the last token that SQL Server complains of, keyword or not. */
  fail(token: Token = this.ahead(0)): never {
    if (token.error !== undefined) {
      const { number, line, text } = token.error
      return refuseText(number, line, text)
    }
    const near = token.kind === 'end' ? (this.#tokens[this.#tokens.length - 2] ?? token) : token
    const isKeyword = token.kind === 'word' && isReserved(token.word)
    return isKeyword
      ? refuseText(156, near.line, `Incorrect syntax near the keyword '${near.text}'.`)
      : refuseText(102, near.line, `Incorrect syntax near '${near.text}'.`)
  }

  /** What is read within is one level deeper. */
  enter(): void {
    this.#depth++
    if (this.#depth > NESTING_MAX) this.failTooDeep()
  }

  leave(): void {
    this.#depth--
  }

  rise(): void {
    this.height++
    if (this.height > HEIGHT_MAX) this.failTooDeep()
  }

  failTooDeep(): never {
    return refuseText(
      191,
      this.token.line,
      'Some part of your SQL statement is nested too deeply. Rewrite the query or break it up into smaller queries.',
    )
  }
}

export interface CursorStart {
  readonly declared: Map<string, 'scalar' | 'table'>
  readonly isProcedure: boolean
}
