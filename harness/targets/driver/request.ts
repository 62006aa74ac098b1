// Requests as they come off the wire, and the errors that answer those that do not fit.

import type { z } from 'zod'
import { Undecided } from '../../model/undecided.js'
import {
  ERROR_CODES,
  isMethod,
  METHODS,
  type Method,
  type MethodParams,
  requestSchema,
} from './protocol.js'
import { firstIssue, quote, shapeOf } from './shape.js'

/** A failure that has its own number in the protocol. */
export class Answered extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export interface Call {
  readonly id: number | string
  readonly method: Method
  readonly params: unknown
}

export function parseRequest(line: string): Call | ReturnType<typeof failed> {
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    return failed(null, ERROR_CODES.notJson, `reading a request failed: ${quote(line)} is not JSON`)
  }
  const parsed = requestSchema.safeParse(message)
  if (!parsed.success) {
    const what = `reading a request failed: ${firstIssue(parsed.error)}\n  sent: ${quote(line)}`
    return failed(null, ERROR_CODES.notRequest, what)
  }
  const { id, method, params } = parsed.data
  if (isMethod(method)) return { id, method, params: params ?? {} }
  const known = Object.keys(METHODS).join(', ')
  return failed(id, ERROR_CODES.noMethod, `there is no method "${quote(method)}"; known: ${known}`)
}

export function readParams<Name extends Method>(method: Name, given: unknown): MethodParams<Name> {
  const parsed = METHODS[method].params.safeParse(given)
  if (parsed.success) return parsed.data as MethodParams<Name>
  throw badParams(method, METHODS[method].params, parsed.error, given)
}

export function badParams(
  name: string,
  schema: z.ZodType,
  error: z.ZodError,
  sent: unknown,
): Answered {
  const message = [
    `the parameters of "${name}" do not fit: ${firstIssue(error)}`,
    `  sent:     ${quote(JSON.stringify(sent) ?? 'nothing')}`,
    `  expected: ${quote(shapeOf(schema))}`,
  ].join('\n')
  return new Answered(ERROR_CODES.badParams, message)
}

export function failed(id: number | string | null, code: number, message: string) {
  return { jsonrpc: '2.0', id, error: { code, message } }
}

export function codeOf(error: unknown): number {
  if (error instanceof Answered) return error.code
  return error instanceof Undecided ? ERROR_CODES.undecided : ERROR_CODES.failed
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
