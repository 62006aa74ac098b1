import type { ParseError } from './parse-error.js'

export type TokenKind =
  | 'word'
  /** `[x]`, or `"x"` where that is a name. */
  | 'name'
  | 'string'
  | 'national'
  | 'variable'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'money'
  | 'binary'
  | 'symbol'
  /** Where the text cannot be read any further. */
  | 'bad'
  | 'end'

export interface Token {
  readonly kind: TokenKind
  /** Without brackets and quotation marks; what an error message quotes. */
  readonly text: string
  /** A word in upper case, or a symbol; empty for everything else. */
  readonly word: string
  readonly line: number
  readonly offset: number
  readonly end: number
  readonly error: ParseError | undefined
}

export interface LexerOptions {
  /** QUOTED_IDENTIFIER: `"x"` is a name and not a string. */
  readonly quotedNames: boolean
}

/** Ends with a token of kind `bad` or `end`. */
export function tokenize(text: string, { quotedNames }: LexerOptions): Token[] {
  const tokens: Token[] = []
  const lines = new LineCounter(text)
  let offset = 0
  for (;;) {
    offset = skipBlank(text, offset)
    const line = lines.lineOf(Math.min(Math.abs(offset), text.length))
    if (offset < 0) {
      const words = "Missing end comment mark '*/'."
      tokens.push(bad({ number: 113, line, offset: text.length, words }))
      return tokens
    }
    if (offset >= text.length) {
      tokens.push({ ...NOTHING, kind: 'end', line, offset, end: offset })
      return tokens
    }
    const token = readToken(text, offset, line, quotedNames)
    tokens.push(token)
    if (token.kind === 'bad') return tokens
    offset = token.end
  }
}

const NOTHING = { text: '', word: '', error: undefined }

/** Counts on from the last offset it was asked for, so that all together is one pass. */
class LineCounter {
  readonly #text: string
  #line = 1
  #nextBreak: number

  constructor(text: string) {
    this.#text = text
    this.#nextBreak = text.indexOf('\n')
  }

  lineOf(offset: number): number {
    while (this.#nextBreak >= 0 && this.#nextBreak < offset) {
      this.#line++
      this.#nextBreak = this.#text.indexOf('\n', this.#nextBreak + 1)
    }
    return this.#line
  }
}

/** Behind blanks and comments; negative when a comment that begins there (less one) has no end. */
function skipBlank(text: string, from: number): number {
  let offset = from
  for (;;) {
    const code = text.charCodeAt(offset)
    if (code <= SPACE || code === NO_BREAK_SPACE || code === BYTE_ORDER_MARK) offset++
    else if (code === DASH && text.charCodeAt(offset + 1) === DASH) {
      const end = text.indexOf('\n', offset)
      if (end < 0) return text.length
      offset = end + 1
    } else if (code === SLASH && text.charCodeAt(offset + 1) === STAR) {
      const end = endOfComment(text, offset)
      if (end === undefined) return -offset - 1
      offset = end
    } else return offset
  }
}

/** Comments nest. */
function endOfComment(text: string, from: number): number | undefined {
  let depth = 1
  COMMENT_MARK.lastIndex = from + 2
  for (let mark = COMMENT_MARK.exec(text); mark !== null; mark = COMMENT_MARK.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return COMMENT_MARK.lastIndex
  }
  return undefined
}

function readToken(text: string, offset: number, line: number, quotedNames: boolean): Token {
  const code = text.charCodeAt(offset)
  const next = text.charCodeAt(offset + 1)
  if (code === QUOTE) return readQuoted(text, { offset, open: offset, line, kind: 'string' })
  if ((code | 0x20) === LOWER_N && next === QUOTE)
    return readQuoted(text, { offset, open: offset + 1, line, kind: 'national' })
  if (code === BRACKET) return readQuoted(text, { offset, open: offset, line, kind: 'name' })
  if (code === DOUBLE_QUOTE)
    return readQuoted(text, { offset, open: offset, line, kind: quotedNames ? 'name' : 'string' })
  if (isDigit(code) || (code === DOT && isDigit(next))) return readNumber(text, offset, line)
  if (code === DOLLAR && (isDigit(next) || next === DOT)) return readMoney(text, offset, line)
  if (isNameStart(code, text, offset)) return readWord(text, offset, line)
  const symbol = symbolAt(text, offset, next)
  const end = offset + symbol.length
  return { kind: 'symbol', text: symbol, word: symbol, line, offset, end, error: undefined }
}

/** Signs that begin one of two characters are few. */
function symbolAt(text: string, offset: number, next: number): string {
  const one = text.charAt(offset)
  if (next !== EQUALS && next !== GREATER && next !== LESS && next !== COLON) return one
  const two = text.slice(offset, offset + 2)
  return TWO_SIGNS.has(two) ? two : one
}

interface Quoted {
  readonly offset: number
  /** Where the opening sign stands. */
  readonly open: number
  readonly line: number
  readonly kind: 'string' | 'national' | 'name'
}

/** A closing sign that stands twice is one sign of the text. */
function readQuoted(text: string, { offset, open, line, kind }: Quoted): Token {
  const sign = text.charAt(open) === '[' ? ']' : text.charAt(open)
  let value = ''
  let from = open + 1
  for (;;) {
    const close = text.indexOf(sign, from)
    if (close < 0) {
      const rest = value + text.slice(from)
      const words = `Unclosed quotation mark after the character string '${rest}'.`
      return bad({ number: 105, line, offset, words })
    }
    value += text.slice(from, close)
    from = close + 1
    if (text.charAt(from) !== sign)
      return { kind, text: value, word: '', line, offset, end: from, error: undefined }
    value += sign
    from++
  }
}

function readNumber(text: string, offset: number, line: number): Token {
  NUMBER.lastIndex = offset
  const match = NUMBER.exec(text)
  const [found = '0', digits, , exponent] = match ?? []
  const end = offset + found.length
  const kind = /^0x/i.test(found)
    ? 'binary'
    : exponent !== undefined
      ? 'float'
      : digits !== undefined && found === digits
        ? 'integer'
        : 'decimal'
  return { kind, text: found, word: '', line, offset, end, error: undefined }
}

function readMoney(text: string, offset: number, line: number): Token {
  MONEY.lastIndex = offset
  const found = MONEY.exec(text)?.[0] ?? '$'
  const end = offset + found.length
  return { kind: 'money', text: found, word: '', line, offset, end, error: undefined }
}

function readWord(text: string, offset: number, line: number): Token {
  let end = offset
  while (IN_WORD[text.charCodeAt(end)] === 1) end++
  // Letters beyond ASCII take the long way.
  if (text.charCodeAt(end) >= IN_WORD.length) {
    WORD.lastIndex = offset
    end = offset + (WORD.exec(text)?.[0].length ?? 1)
  }
  const found = text.slice(offset, end)
  const isVariable = found.charCodeAt(0) === AT_SIGN
  return {
    kind: isVariable ? 'variable' : 'word',
    text: found,
    word: isVariable ? '' : found.toUpperCase(),
    line,
    offset,
    end,
    error: undefined,
  }
}

interface BadPlace {
  readonly number: number
  readonly line: number
  readonly offset: number
  readonly words: string
}

function bad({ number, line, offset, words }: BadPlace): Token {
  const error: ParseError = { number, state: 1, severity: 15, line, text: words }
  return { kind: 'bad', text: '', word: '', line, offset, end: offset, error }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isNameStart(code: number, text: string, offset: number): boolean {
  if (code < 0x80)
    return (
      ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ||
      code === UNDERSCORE ||
      code === HASH ||
      code === AT_SIGN ||
      (code === DOLLAR && /[a-z]/i.test(text.charAt(offset + 1)))
    )
  LETTER.lastIndex = offset
  return LETTER.test(text)
}

const SPACE = 0x20
const NO_BREAK_SPACE = 0xa0
const BYTE_ORDER_MARK = 0xfeff
const QUOTE = 0x27
const DOUBLE_QUOTE = 0x22
const BRACKET = 0x5b
const DASH = 0x2d
const SLASH = 0x2f
const STAR = 0x2a
const DOT = 0x2e
const DOLLAR = 0x24
const HASH = 0x23
const AT_SIGN = 0x40
const UNDERSCORE = 0x5f
const LOWER_N = 0x6e
const EQUALS = 0x3d
const GREATER = 0x3e
const LESS = 0x3c
const COLON = 0x3a

/** 1 for the ASCII characters that a word goes on with. */
const IN_WORD: readonly number[] = Array.from({ length: 0x80 }, (_, code) =>
  /[\w#@$]/.test(String.fromCharCode(code)) ? 1 : 0,
)

const COMMENT_MARK = /\/\*|\*\//g
const NUMBER = /0x[\da-f]*|(\d+)?(\.\d*)?(e[+-]?\d*)?/iy
const MONEY = /\$\d*(\.\d*)?/y
const WORD = /[$\p{L}_#@][\p{L}\p{N}\p{M}_#@$]*/uy
const LETTER = /\p{L}/uy
const TWO_SIGNS: ReadonlySet<string> = new Set(
  '<= >= <> != !< !> += -= *= /= %= &= |= ^= ::'.split(' '),
)
