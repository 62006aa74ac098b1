// Evidence is cut before it is written, so that one talkative target cannot make a record that
// nobody can read. What was left out is said in its place.

import type { Receipt } from '../model/fault.js'
import type { RecordResult } from '../model/record.js'
import type { Json } from '../model/reply.js'
import type { StepResult } from '../model/scenario.js'
import {
  EVIDENCE_DEPTH_MAX,
  EVIDENCE_ITEMS_MAX,
  EVIDENCE_TEXT_LENGTH_MAX,
  RESULT_LENGTH_MAX,
  RESULT_STEPS_KEPT,
  RESULT_TEXT_LENGTH_KEPT,
} from './limits.js'
import { head } from './text.js'

/** A result that fits a line of the record. It comes with its JSON, whose length mostly settles it. */
export function boundedResult(result: RecordResult, json: string): RecordResult {
  if (json.length <= EVIDENCE_TEXT_LENGTH_MAX) return result
  const bounded = cutResult(result, EVIDENCE_ITEMS_MAX, EVIDENCE_TEXT_LENGTH_MAX)
  if (JSON.stringify(bounded).length <= RESULT_LENGTH_MAX) return bounded
  // The replies go first: what was expected and what was there says more.
  const steps = bounded.steps.map(({ reply: _, ...step }) => step)
  const bare = { ...bounded, steps }
  if (JSON.stringify(bare).length <= RESULT_LENGTH_MAX) return bare
  return cutResult(bare, RESULT_STEPS_KEPT, RESULT_TEXT_LENGTH_KEPT)
}

function cutResult(result: RecordResult, items: number, length: number): RecordResult {
  const cut = (text: string): string => clippedText(text, length)
  return {
    ...result,
    feature: cut(result.feature),
    rule: cut(result.rule),
    name: cut(result.name),
    clauses: result.clauses.slice(0, items),
    reason: result.reason === null ? null : cut(result.reason),
    steps: result.steps.slice(0, items).map((step) => cutStep(step, items, cut)),
    faults: result.faults.slice(0, items).map((receipt) => cutReceipt(receipt, cut)),
  }
}

function cutStep(step: StepResult, items: number, cut: (text: string) => string): StepResult {
  const { reply, mismatches, ...rest } = step
  return {
    ...rest,
    text: cut(step.text),
    ...(reply === undefined ? {} : { reply: clipped(reply) }),
    ...(mismatches === undefined ? {} : { mismatches: mismatches.slice(0, items).map(cut) }),
  }
}

function cutReceipt(receipt: Receipt, cut: (text: string) => string): Receipt {
  const effect = receipt.effect === null ? null : cut(receipt.effect)
  return { ...receipt, where: cut(receipt.where), at: cut(receipt.at), effect }
}

export function clipped(value: Json, depth = 0): Json {
  if (typeof value === 'string') return clippedText(value, EVIDENCE_TEXT_LENGTH_MAX)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= EVIDENCE_DEPTH_MAX) return '… (deeper levels left out)'
  if (Array.isArray(value)) {
    const kept = value.slice(0, EVIDENCE_ITEMS_MAX).map((each: Json) => clipped(each, depth + 1))
    const more = value.length - kept.length
    return more > 0 ? [...kept, `… (${more} more left out)`] : kept
  }
  const entries = Object.entries(value as { readonly [key: string]: Json })
  const kept = entries.slice(0, EVIDENCE_ITEMS_MAX)
  return Object.fromEntries(kept.map(([key, member]) => [key, clipped(member, depth + 1)]))
}

export function clippedText(text: string, length: number): string {
  if (text.length <= length) return text
  return `${head(text, length)}… (${text.length - length} more characters)`
}
