// RPC: one call or several. Name (u16 length and UCS-2, or 0xffff and a number), options u16, then
// parameters: name (u8 length), status u8, TYPE_INFO, value.

import type { ProcedureCall, RpcParameter } from '../../tsql/port.js'
import { type ByteReader, wireFault } from '../byte-reader.js'
import type { Dialect } from '../dialect.js'
import { CALLS_MAX, PARAMETERS_MAX } from '../limits.js'
import { readTypeInfo, readValue } from '../types/received.js'
import { skipAllHeaders } from './all-headers.js'

/** A parameter of a type that nobody can read here; the rest of the message is lost with it. */
export interface UnknownParameter {
  /** Counted from 1. */
  readonly place: number
  readonly name: string
  readonly typeId: number
}

export interface Calls {
  readonly calls: readonly ProcedureCall[]
  readonly unknown: UnknownParameter | undefined
}

const BY_NUMBER = 0xffff
const NAME_MAX = 1046
const OPTION_RECOMPILE = 0x01
const OPTION_NO_COLUMNS = 0x02
const STATUS_OUTPUT = 0x01
const STATUS_DEFAULT = 0x02
const SEPARATOR = 0xff
const SEPARATOR_OLD = 0x80
const SEPARATOR_NO_EXECUTE = 0xfe

export function readCalls(reader: ByteReader, dialect: Dialect): Calls {
  skipAllHeaders(reader, dialect)
  const calls: ProcedureCall[] = []
  do {
    if (calls.length === CALLS_MAX) wireFault('too many calls in one request')
    const call = readCall(reader, dialect)
    if ('typeId' in call) return { calls, unknown: call }
    calls.push(call)
    if (reader.left > 0) reader.skip(1) // The separator, at which the parameters ended.
  } while (reader.left > 0)
  return { calls, unknown: undefined }
}

function readCall(reader: ByteReader, dialect: Dialect): ProcedureCall | UnknownParameter {
  const length = reader.u16()
  if (length !== BY_NUMBER && length > NAME_MAX) wireFault('the name of a procedure is too long')
  const name = length === BY_NUMBER ? reader.u16() : reader.ucs2(length)
  const options = reader.u16()
  const parameters: RpcParameter[] = []
  while (reader.left > 0 && !isSeparator(reader.peek(), dialect)) {
    if (parameters.length === PARAMETERS_MAX) wireFault('too many parameters')
    const parameter = readParameter(reader, parameters.length + 1)
    if ('typeId' in parameter) return parameter
    parameters.push(parameter)
  }
  return {
    name,
    parameters,
    recompile: (options & OPTION_RECOMPILE) !== 0,
    withoutColumns: (options & OPTION_NO_COLUMNS) !== 0,
  }
}

/** A name is never as long as these, so the byte cannot be the length of one. */
function isSeparator(byte: number, { isWide }: Dialect): boolean {
  return isWide ? byte === SEPARATOR || byte === SEPARATOR_NO_EXECUTE : byte === SEPARATOR_OLD
}

function readParameter(reader: ByteReader, place: number): RpcParameter | UnknownParameter {
  const name = reader.shortText()
  const status = reader.u8()
  const received = readTypeInfo(reader)
  if ('unknown' in received) return { place, name, typeId: received.unknown }
  return {
    name,
    type: received.type,
    value: readValue(reader, received),
    output: (status & STATUS_OUTPUT) !== 0,
    isDefault: (status & STATUS_DEFAULT) !== 0,
  }
}
