import type { Ticks } from '../../../base/brand.js'
import type { SqlSession } from './session.js'

/** What others may know of a session. */
export interface SessionFacts {
  readonly spid: number
  readonly login: string
  readonly user: string
  readonly database: string
  readonly schema: 'dbo'
  readonly application: string
  readonly hostName: string
  readonly language: string
  readonly isolation: string
  readonly transactionCount: number
  readonly since: Ticks
}

export function sessionFacts(session: SqlSession): SessionFacts {
  return {
    spid: session.spid,
    login: session.login,
    user: 'dbo',
    database: session.database,
    schema: 'dbo',
    application: session.application,
    hostName: session.hostName,
    language: session.options.language,
    isolation: session.options.isolation,
    transactionCount: session.transaction?.depth ?? 0,
    since: session.since,
  }
}
