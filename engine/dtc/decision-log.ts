// The log of a coordinator: which transactions it has decided to commit, and which of them everybody
// knows of. An abort is not logged: what is not in the log was aborted.
//
// The store has two halves; one is in force. When it is full, what still counts is written to the
// other half, and its header last, so that a crash leaves one of the two whole.
//
//   offset  size  field of a half
//   ------  ----  ----------------------------------------
//        0     4  magic
//        4     4  generation: the half with the higher one is in force
//        8     4  checksum of the eight bytes before
//      512     …  records
//
//   offset  size  field of a record
//   ------  ----  ----------------------------------------
//        0     2  length of the record
//        2     2  kind: 1 committed, 2 ended
//        4     4  generation
//        8     4  checksum of the record with this field as zero
//       12     …  UTF-16: the transaction, then the participants, each ended by a line feed

import { assert } from '../base/assert.js'
import type { Guid } from '../base/brand.js'
import { KIB } from '../base/units.js'
import type { Process, Sim } from '../sim/index.js'

/** The fault point before each write of the log. */
export const DECISION_WRITE_POINT = 'dtc.log.write'

/** Where the bytes go. A write is on the disk when it returns true. Plain functions. */
export interface LogPort<Store> {
  /** Undefined when the bytes cannot be had. */
  read(
    store: Store,
    range: { readonly offset: number; readonly length: number },
  ): Uint8Array | undefined
  write(store: Store, offset: number, bytes: Uint8Array): boolean
  /** Waits while writes are held. */
  whenWritable(store: Store): Process
}

export interface Decision {
  readonly kind: 'committed' | 'ended'
  readonly globalId: Guid
  readonly participants: readonly string[]
}

export interface DecisionLog {
  readonly sim: Sim
  readonly store: unknown
  readonly port: LogPort<unknown>
  half: 0 | 1
  generation: number
  /** Where the next record goes, from the start of the half. */
  end: number
  /** Records that need not be on disk yet. */
  readonly lazy: Decision[]
}

const HALF_BYTES = 64 * KIB
export const DECISION_LOG_BYTES = 2 * HALF_BYTES
const MAGIC = 0x4354_5344
const HEADER_BYTES = 512
const RECORD_HEADER = 12
const KINDS: readonly Decision['kind'][] = ['committed', 'ended']

export function createDecisionLog<Store>(
  sim: Sim,
  store: Store,
  port: LogPort<Store>,
): DecisionLog {
  return { sim, store, port, half: 0, generation: 0, end: HEADER_BYTES, lazy: [] }
}

/**
 * Reads the half in force; gives the transactions that not everybody knows of yet. Undefined when
 * the log cannot be read: whoever answered then would call aborted what is committed.
 */
export function loadDecisions(log: DecisionLog): Decision[] | undefined {
  const first = readHalf(log, 0)
  const second = readHalf(log, 1)
  if (first === undefined || second === undefined) return undefined
  const { half, bytes, generation } = first.generation >= second.generation ? first : second
  log.half = half
  log.generation = generation
  log.end = HEADER_BYTES
  log.lazy.length = 0
  const open = new Map<Guid, Decision>()
  for (let found = readRecord(bytes, log); found !== undefined; found = readRecord(bytes, log)) {
    if (found.kind === 'committed') open.set(found.globalId, found)
    else open.delete(found.globalId)
  }
  return [...open.values()]
}

interface Half {
  readonly half: 0 | 1
  readonly bytes: Uint8Array
  readonly generation: number
}

function readHalf({ port, store }: DecisionLog, half: 0 | 1): Half | undefined {
  const bytes = port.read(store, { offset: half * HALF_BYTES, length: HALF_BYTES })
  const generation = bytes === undefined ? undefined : generationOf(bytes)
  return bytes === undefined || generation === undefined ? undefined : { half, bytes, generation }
}

/** Notes what may be lost: it is written with the next decision. */
export function noteLazily(log: DecisionLog, decision: Decision): void {
  log.lazy.push(decision)
}

/**
 * Puts a decision on disk. `open` are those before it that still count. `isAlive` is asked after
 * each fault point, for the service may have ended there.
 */
export function force(
  log: DecisionLog,
  decision: Decision,
  open: readonly Decision[],
  isAlive: () => boolean,
): boolean {
  const records = [...log.lazy, decision].map((each) => encode(each, log.generation))
  const bytes = joined(records)
  if (log.generation === 0 || log.end + bytes.length > HALF_BYTES)
    return startHalf(log, [...open, decision], isAlive)
  if (!write(log, log.half * HALF_BYTES + log.end, bytes, isAlive)) return false
  log.end += bytes.length
  log.lazy.length = 0
  return true
}

function startHalf(
  log: DecisionLog,
  decisions: readonly Decision[],
  isAlive: () => boolean,
): boolean {
  const half = log.half === 0 ? 1 : 0
  const generation = log.generation + 1
  const bytes = joined(decisions.map((each) => encode(each, generation)))
  if (HEADER_BYTES + bytes.length > HALF_BYTES) return false
  const offset = half * HALF_BYTES
  if (!write(log, offset + HEADER_BYTES, bytes, isAlive)) return false
  if (!write(log, offset, headerOf(generation), isAlive)) return false
  log.half = half
  log.generation = generation
  log.end = HEADER_BYTES + bytes.length
  log.lazy.length = 0
  return true
}

function write(
  log: DecisionLog,
  offset: number,
  bytes: Uint8Array,
  isAlive: () => boolean,
): boolean {
  log.sim.points.reach(DECISION_WRITE_POINT)
  return isAlive() && log.port.write(log.store, offset, bytes)
}

function headerOf(generation: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = viewOf(bytes)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, generation, true)
  view.setUint32(8, checksum(bytes.subarray(0, 8)), true)
  return bytes
}

/** Zero for a half that was never written, undefined for one that is damaged. */
function generationOf(bytes: Uint8Array): number | undefined {
  const view = viewOf(bytes)
  if (bytes.subarray(0, RECORD_HEADER).every((byte) => byte === 0)) return 0
  const isOurs =
    view.getUint32(0, true) === MAGIC && view.getUint32(8, true) === checksum(bytes.subarray(0, 8))
  return isOurs ? view.getUint32(4, true) : undefined
}

function encode({ kind, globalId, participants }: Decision, generation: number): Uint8Array {
  const text = [globalId, ...participants].join('\n')
  const bytes = new Uint8Array(RECORD_HEADER + 2 * text.length)
  assert(bytes.length < 0x1_0000, 'a decision has too many participants')
  const view = viewOf(bytes)
  view.setUint16(0, bytes.length, true)
  view.setUint16(2, KINDS.indexOf(kind) + 1, true)
  view.setUint32(4, generation, true)
  for (let index = 0; index < text.length; index++)
    view.setUint16(RECORD_HEADER + 2 * index, text.charCodeAt(index), true)
  view.setUint32(8, checksum(bytes), true)
  return bytes
}

/** The record at the end of what was read so far; the log ends before the first that is not whole. */
function readRecord(half: Uint8Array, log: DecisionLog): Decision | undefined {
  if (log.generation === 0 || log.end + RECORD_HEADER > HALF_BYTES) return undefined
  const length = viewOf(half).getUint16(log.end, true)
  if (length < RECORD_HEADER || log.end + length > HALF_BYTES) return undefined
  const bytes = half.slice(log.end, log.end + length)
  const view = viewOf(bytes)
  const stamped = view.getUint32(8, true)
  view.setUint32(8, 0, true)
  const kind = KINDS[view.getUint16(2, true) - 1]
  if (stamped !== checksum(bytes) || view.getUint32(4, true) !== log.generation) return undefined
  if (kind === undefined) return undefined
  let text = ''
  for (let at = RECORD_HEADER; at < length; at += 2)
    text += String.fromCharCode(view.getUint16(at, true))
  log.end += length
  const [globalId, ...participants] = text.split('\n')
  return { kind, globalId: globalId as Guid, participants }
}

/** FNV-1a over bytes. */
function checksum(bytes: Uint8Array): number {
  let sum = 0x811c_9dc5
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x0100_0193)
  return sum >>> 0
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function joined(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, record) => sum + record.length, 0))
  let at = 0
  for (const record of records) {
    bytes.set(record, at)
    at += record.length
  }
  return bytes
}
