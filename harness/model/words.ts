// Words that several commands take.

import { z } from 'zod'

/** The server a command goes to; the topology's first when left out. */
export const server = z.string().max(15).optional()
export const volume = z.string().regex(/^[A-Z]:$/)
export const text = z.string().max(65_536)
export const name = z.string().min(1).max(260)
export const size = z.number().int().nonnegative()
/** `D:\data\sales.mdf` */
export const path = z
  .string()
  .max(260)
  .regex(/^[A-Z]:\\[^<>"|?*/]+$/)
export const instance = z.string().regex(/^[A-Za-z][A-Za-z0-9_$]{0,15}$/)
/** `Sales` on the first instance of the server, or `INST2\Sales`. */
export const database = z.string().regex(/^(?:[A-Za-z][A-Za-z0-9_$]{0,15}\\)?[^\\]{1,128}$/)
export const empty = z.object({})
