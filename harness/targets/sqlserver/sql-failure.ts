// What a client of SQL Server is told when a statement fails: one number out of the several that a
// server sends, and whether the statement has certainly not been carried out.

export interface SqlFailure {
  /** `unreachable`: the statement was never sent; `connection`: nobody knows what became of it. */
  readonly kind: 'refused' | 'unreachable' | 'connection' | 'timeout'
  readonly number: number
  readonly message: string
  /** Every number the server sent, in order. */
  readonly numbers: readonly number[]
}

/** Numbers that only say that a statement ended because of the one before. */
const COMPANIONS: ReadonlySet<number> = new Set([
  3013, 3119, 3621, 5069, 1802, 5105, 1813, 3204, 266, 3998, 1803,
])

export const CONNECTION_BROKEN = 10054
export const CONNECTION_REFUSED = 10061

const LOST: ReadonlySet<string> = new Set([
  'ECONNCLOSED',
  'ESOCKET',
  'ENOTOPEN',
  'ECONNRESET',
  'EPIPE',
  'ENOCONN',
  'EINSTLOOKUP',
  'ELOGIN',
])

interface Thrown {
  readonly code?: unknown
  readonly number?: unknown
  readonly message?: unknown
  readonly precedingErrors?: readonly Thrown[]
}

export function failureOf(thrown: unknown, hide: (text: string) => string): SqlFailure {
  const last = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown
  const all = [...(last.precedingErrors ?? []), last]
  const numbered = all.flatMap(({ number, message }) =>
    typeof number === 'number' && number > 0 ? [{ number, message: hide(String(message)) }] : [],
  )
  const numbers = numbered.map(({ number }) => number)
  const telling = numbered.find(({ number }) => !COMPANIONS.has(number)) ?? numbered[0]
  const message = telling?.message ?? hide(String(last.message ?? thrown))
  if (last.code === 'ETIMEOUT') return { kind: 'timeout', number: -2, message, numbers }
  if (telling !== undefined && !isLost(last)) return { kind: 'refused', ...telling, numbers }
  return { kind: 'connection', number: telling?.number ?? CONNECTION_BROKEN, message, numbers }
}

function isLost({ code, message }: Thrown): boolean {
  if (typeof code === 'string' && LOST.has(code)) return true
  return /connection (lost|closed)|socket hang up|ECONNRESET/i.test(String(message))
}
