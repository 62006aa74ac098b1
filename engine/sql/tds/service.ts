// What stands behind the endpoint: sessions that run requests. The T-SQL executor is one; a test may
// put a script here.

import type { Outcome } from '../../base/outcome.js'
import type { Process } from '../../sim/index.js'
import type {
  BulkRows,
  Cancel,
  Login,
  Message,
  ProcedureCall,
  Sink,
  TransactionRequest,
} from '../tsql/port.js'

export interface ServerVersion {
  readonly major: number
  readonly minor: number
  readonly build: number
}

/** What the login answer tells about a session. */
export interface SessionStart {
  readonly database: string
  readonly language: string
}

export interface SqlService<Session> {
  /** Takes the same time for every wrong password; 18456 otherwise. */
  checkPassword(user: string, password: string): Outcome<undefined, Message>
  open(login: Login): Process<Outcome<Session, Message>>
  describe(session: Session): SessionStart
  runBatch(session: Session, text: string, sink: Sink, cancel: Cancel): Process
  callProcedure(session: Session, call: ProcedureCall, sink: Sink, cancel: Cancel): Process
  transactionRequest(
    session: Session,
    request: TransactionRequest,
    sink: Sink,
    cancel: Cancel,
  ): Process
  bulkLoad(session: Session, rows: BulkRows, sink: Sink, cancel: Cancel): Process
  reset(session: Session, how: { readonly keepTransaction: boolean }, sink: Sink): Process
  close(session: Session): Process
}
