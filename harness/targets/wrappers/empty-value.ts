import { z } from 'zod'
import type { Json } from '../../model/reply.js'

/** The value that says least: an empty list, an empty text, 0, false, null. */
export function emptyValue(schema: z.core.$ZodType): Json {
  if (schema instanceof z.ZodObject) return emptyObject(schema)
  if (schema instanceof z.ZodArray) return []
  if (schema instanceof z.ZodRecord) return {}
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return ''
  if (schema instanceof z.ZodNumber) return 0
  if (schema instanceof z.ZodBoolean) return false
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodNull) return null
  if (schema instanceof z.ZodUnion) return emptyUnion(schema)
  if (schema instanceof z.ZodDefault) return emptyValue(schema.def.innerType)
  throw new Error(`deriving an empty value failed: no rule for "${schema._zod.def.type}"`)
}

/** What may be left out is left out. */
function emptyObject(schema: z.ZodObject): Json {
  const fields = Object.entries(schema.shape).filter(
    ([, field]) => !(field instanceof z.ZodOptional),
  )
  return Object.fromEntries(fields.map(([key, field]) => [key, emptyValue(field)]))
}

function emptyUnion(schema: z.ZodUnion): Json {
  const [first] = schema.options
  return first === undefined ? null : emptyValue(first)
}
