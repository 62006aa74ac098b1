import type { Token } from './lexer.js'
import { refuseText } from './parse-failure.js'
import type { Literal } from './tree.js'

/** The value that a token stands for; nothing when it is none. */
export function literalOf(token: Token): Literal | undefined {
  const { line, offset, text } = token
  const at = { line, offset }
  switch (token.kind) {
    case 'string':
    case 'national':
      return { kind: 'string', at, value: text, national: token.kind === 'national' }
    case 'integer':
      return { kind: 'integer', at, value: integerOf(token, text) }
    case 'decimal':
      return { kind: 'decimal', at, ...decimalOf(token) }
    case 'float':
      return { kind: 'float', at, value: floatOf(token) }
    case 'money':
      return { kind: 'money', at, value: moneyOf(token) }
    case 'binary':
      return { kind: 'binary', at, value: bytesOf(text.slice(2)) }
    case 'word':
      return token.word === 'NULL' ? { kind: 'null', at } : undefined
    default:
      return undefined
  }
}

const DIGITS_MAX = 38

function integerOf(token: Token, digits: string): bigint {
  const significant = digits.replace(/^0+(?=\d)/, '')
  if (significant.length > DIGITS_MAX)
    refuseText(
      1007,
      token.line,
      `The number '${token.text}' is out of the range for numeric representation (maximum precision ${DIGITS_MAX}).`,
    )
  return BigInt(significant)
}

function decimalOf(token: Token): { value: bigint; scale: number } {
  const [whole = '', fraction = ''] = token.text.split('.')
  return { value: integerOf(token, `${whole}${fraction}` || '0'), scale: fraction.length }
}

function floatOf(token: Token): number {
  const value = Number(/\d$/.test(token.text) ? token.text : `${token.text}0`)
  if (!Number.isFinite(value))
    refuseText(
      168,
      token.line,
      `The floating point value '${token.text}' is out of the range of computer representation (8 bytes).`,
    )
  return value
}

function moneyOf(token: Token): bigint {
  const [whole = '', fraction = ''] = token.text.slice(1).split('.')
  const rounding = Number(fraction.charAt(4) || '0') >= 5 ? 1n : 0n
  return integerOf(token, `${whole}${fraction.slice(0, 4).padEnd(4, '0')}`) + rounding
}

/** An odd digit is the low half of the first byte. */
function bytesOf(digits: string): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : `0${digits}`
  const bytes = new Uint8Array(even.length / 2)
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = Number.parseInt(even.slice(index * 2, index * 2 + 2), 16)
  return bytes
}
