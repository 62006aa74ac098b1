// Evidence is cut before it is written, so that one talkative target cannot make a record that
// nobody can read. What was left out is said in its place.

import type { Receipt } from '../model/fault.js'
import type { RecordAttempt, RecordHeader, RecordResult } from '../model/record.js'
import type { Json } from '../model/reply.js'
import type { StepResult } from '../model/scenario.js'
import {
  EVIDENCE_DEPTH_MAX,
  EVIDENCE_ITEMS_MAX,
  EVIDENCE_TEXT_LENGTH_MAX,
  RESULT_REPLIES_LENGTH_MAX,
  RESULT_TEXTS_LENGTH_MAX,
  TARGET_TEXT_LENGTH_MAX,
} from './limits.js'
import { head } from './text.js'

/** A result that fits a line of the record; nearly all do as they are. */
export function boundedResult(result: RecordResult): RecordResult {
  if (roomLeft(result, EVIDENCE_TEXT_LENGTH_MAX, 0) >= 0) return result
  // Replies have a room of their own: what was expected and what was there says more than they do.
  const texts = new Cutter(RESULT_TEXTS_LENGTH_MAX)
  const replies = new Cutter(RESULT_REPLIES_LENGTH_MAX)
  return {
    ...result,
    id: texts.text(result.id),
    uri: texts.text(result.uri),
    feature: texts.text(result.feature),
    rule: texts.text(result.rule),
    name: texts.text(result.name),
    clauses: texts.texts(result.clauses),
    reason: result.reason === null ? null : texts.text(result.reason),
    faults: result.faults.slice(0, EVIDENCE_ITEMS_MAX).map((each) => cutReceipt(each, texts)),
    steps: result.steps.slice(0, EVIDENCE_ITEMS_MAX).map((each) => cutStep(each, texts, replies)),
    ...(result.attempts === undefined ? {} : { attempts: cutAttempts(result.attempts, texts) }),
  }
}

function cutAttempts(attempts: readonly RecordAttempt[], texts: Cutter): RecordAttempt[] {
  return attempts.slice(0, EVIDENCE_ITEMS_MAX).map((attempt) => ({
    ...attempt,
    reason: attempt.reason === null ? null : texts.text(attempt.reason),
  }))
}

/** A header with no more of the target's own words than anybody would read. */
export function boundedHeader(header: RecordHeader): RecordHeader {
  const { name, version, capabilities } = header.target
  const target = {
    ...header.target,
    name: clippedText(name, TARGET_TEXT_LENGTH_MAX),
    version: clippedText(version, TARGET_TEXT_LENGTH_MAX),
    capabilities: capabilities.slice(0, EVIDENCE_ITEMS_MAX),
  }
  return { ...header, target }
}

function cutStep(step: StepResult, texts: Cutter, replies: Cutter): StepResult {
  const { reply, mismatches, ...rest } = step
  return {
    ...rest,
    text: texts.text(step.text),
    ...(reply === undefined ? {} : { reply: replies.value(reply, 0) }),
    ...(mismatches === undefined ? {} : { mismatches: texts.texts(mismatches) }),
  }
}

function cutReceipt(receipt: Receipt, texts: Cutter): Receipt {
  const effect = receipt.effect === null ? null : texts.text(receipt.effect)
  return { ...receipt, where: texts.text(receipt.where), at: texts.text(receipt.at), effect }
}

/** Cuts values until its room is used up; the work ends where the room does. */
class Cutter {
  #room: number

  constructor(room: number) {
    this.#room = room
  }

  text(text: string): string {
    const cut = clippedText(text, Math.max(0, Math.min(EVIDENCE_TEXT_LENGTH_MAX, this.#room)))
    this.#room -= cut.length + PUNCTUATION
    return cut
  }

  texts(all: readonly string[]): string[] {
    return this.#list(all, (each) => this.text(each))
  }

  value(value: Json, depth: number): Json {
    if (typeof value === 'string') return this.text(value)
    this.#room -= NUMBER_LENGTH
    if (typeof value !== 'object' || value === null) return value
    if (depth >= EVIDENCE_DEPTH_MAX) return '… (deeper levels left out)'
    if (isList(value)) return this.#list(value, (each) => this.value(each, depth + 1))
    const kept: [string, Json][] = []
    for (const [key, member] of Object.entries(value).slice(0, EVIDENCE_ITEMS_MAX)) {
      if (this.#room <= 0) break
      kept.push([this.text(key), this.value(member, depth + 1)])
    }
    return Object.fromEntries(kept)
  }

  #list<From, To>(all: readonly From[], cut: (each: From) => To): (To | string)[] {
    const kept: (To | string)[] = []
    for (const each of all) {
      if (this.#room <= 0 || kept.length === EVIDENCE_ITEMS_MAX) {
        kept.push(`… (${all.length - kept.length} more left out)`)
        break
      }
      kept.push(cut(each))
    }
    return kept as To[]
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/**
 * What is left of a room once a value is in it, below zero if it does not fit: found without
 * printing, since what a hostile target answers may be too long for any string.
 */
function roomLeft(value: unknown, room: number, depth: number): number {
  if (room < 0 || depth > EVIDENCE_DEPTH_MAX) return -1
  if (typeof value === 'string') return room - value.length - PUNCTUATION
  if (typeof value !== 'object' || value === null) return room - NUMBER_LENGTH
  let left = room - PUNCTUATION
  for (const key in value) {
    const member = (value as { readonly [key: string]: unknown })[key]
    left = roomLeft(member, left - key.length, depth + 1)
    if (left < 0) return left
  }
  return left
}

export function clippedText(text: string, length: number): string {
  if (text.length <= length) return text
  return `${head(text, length)}… (${text.length - length} more characters)`
}

const PUNCTUATION = 4
const NUMBER_LENGTH = 8
