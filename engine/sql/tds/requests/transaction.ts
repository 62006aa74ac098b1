// Transaction manager requests: u16 operation, then what each one needs.

import type { IsolationLevel, TransactionRequest } from '../../tsql/port.js'
import { type ByteReader, wireFault } from '../byte-reader.js'
import type { Dialect } from '../dialect.js'
import { skipAllHeaders } from './all-headers.js'

const OPERATION = {
  dtcAddress: 0,
  propagate: 1,
  begin: 5,
  promote: 6,
  commit: 7,
  rollback: 8,
  save: 9,
} as const

/** Commit and rollback: a new transaction begins at once. */
const FLAG_BEGIN = 0x01

const ISOLATION: readonly (IsolationLevel | undefined)[] = [
  undefined,
  'read uncommitted',
  'read committed',
  'repeatable read',
  'serializable',
  'snapshot',
]

/** `promote` has no counterpart behind the port. */
export function readTransactionRequest(
  reader: ByteReader,
  dialect: Dialect,
): TransactionRequest | { readonly kind: 'promote' } {
  skipAllHeaders(reader, dialect)
  const operation = reader.u16()
  switch (operation) {
    case OPERATION.dtcAddress:
      return { kind: 'dtc-address' }
    case OPERATION.propagate:
      return { kind: 'propagate', cookie: reader.take(reader.u16()).slice() }
    case OPERATION.begin:
      return { kind: 'begin', ...readBegin(reader) }
    case OPERATION.promote:
      return { kind: 'promote' }
    case OPERATION.commit:
      return { kind: 'commit', ...readEnd(reader) }
    case OPERATION.rollback:
      return { kind: 'rollback', ...readEnd(reader) }
    case OPERATION.save:
      return { kind: 'save', name: readName(reader) }
    default:
      return wireFault('an unknown transaction request')
  }
}

function readBegin(reader: ByteReader): { isolation: IsolationLevel | undefined; name: string } {
  const level = reader.u8()
  if (level >= ISOLATION.length) wireFault('an unknown isolation level')
  return { isolation: ISOLATION[level], name: readName(reader) }
}

type End = Pick<Extract<TransactionRequest, { kind: 'commit' | 'rollback' }>, 'name' | 'thenBegin'>

function readEnd(reader: ByteReader): End {
  const name = readName(reader)
  const flags = reader.u8()
  return { name, thenBegin: (flags & FLAG_BEGIN) === 0 ? undefined : readBegin(reader) }
}

/** The length is in bytes. */
function readName(reader: ByteReader): string {
  const bytes = reader.u8()
  return bytes % 2 === 0 ? reader.ucs2(bytes / 2) : wireFault('half a character')
}
