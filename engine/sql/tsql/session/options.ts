// What SET changes, and what @@OPTIONS shows of it.

import type { IsolationLevel } from '../port.js'

export interface SessionOptions {
  /** Names of the options that are ON, in lower case. */
  readonly on: Set<string>
  isolation: IsolationLevel
  /** Milliseconds; -1 waits for ever. */
  lockTimeoutMs: number
  textSize: number
  dateFirst: number
  dateFormat: string
  language: string
  rowCount: number
  deadlockPriority: number
  /** The table that takes explicit identities, as it was named. */
  identityInsert: string | undefined
}

/** The bits of @@OPTIONS. */
export const OPTION_BITS: Readonly<Record<string, number>> = {
  disable_def_cnst_chk: 1,
  implicit_transactions: 2,
  cursor_close_on_commit: 4,
  ansi_warnings: 8,
  ansi_padding: 16,
  ansi_nulls: 32,
  arithabort: 64,
  arithignore: 128,
  quoted_identifier: 256,
  nocount: 512,
  ansi_null_dflt_on: 1_024,
  ansi_null_dflt_off: 2_048,
  concat_null_yields_null: 4_096,
  numeric_roundabort: 8_192,
  xact_abort: 16_384,
}

/** Accepted, with no effect of their own here. */
const OTHER_OPTIONS = new Set([
  'fmtonly',
  'noexec',
  'parseonly',
  'forceplan',
  'showplan_all',
  'showplan_text',
  'showplan_xml',
  'statistics io',
  'statistics time',
  'statistics profile',
  'statistics xml',
  'remote_proc_transactions',
  'ansi_defaults',
  'no_browsetable',
])

export function isOption(name: string): boolean {
  return OPTION_BITS[name] !== undefined || OTHER_OPTIONS.has(name)
}

export function defaultOptions(): SessionOptions {
  return {
    on: new Set([
      'ansi_warnings',
      'ansi_padding',
      'ansi_nulls',
      'quoted_identifier',
      'ansi_null_dflt_on',
      'concat_null_yields_null',
      'arithabort',
    ]),
    isolation: 'read committed',
    lockTimeoutMs: -1,
    textSize: 2_147_483_647,
    dateFirst: 7,
    dateFormat: 'mdy',
    language: 'us_english',
    rowCount: 0,
    deadlockPriority: 0,
    identityInsert: undefined,
  }
}

export function optionBits({ on }: SessionOptions): number {
  let bits = 0
  for (const name of on) bits |= OPTION_BITS[name] ?? 0
  return bits
}

/** What a procedure sets is as before when it has ended. */
export function copyOptions(options: SessionOptions): SessionOptions {
  return { ...options, on: new Set(options.on) }
}
