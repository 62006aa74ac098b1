import { z } from 'zod'
import type { Json } from '../../model/reply.js'
import { JSON_DEPTH_MAX } from './limits.js'

/** Plain data of bounded depth: what goes deeper would break whoever walks it by recursion. */
export const json = z.custom<Json>(
  (value) => isJson(value, JSON_DEPTH_MAX),
  `not plain data of at most ${JSON_DEPTH_MAX} levels`,
)

function isJson(value: unknown, levels: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || levels === 0) return false
  return Object.values(value).every((each) => isJson(each, levels - 1))
}
