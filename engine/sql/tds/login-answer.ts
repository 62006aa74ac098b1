// The answer to LOGIN7: one message, in the order in which SQL Server tells it.

import type { Message } from '../tsql/port.js'
import { DIALECTS, type Dialect } from './dialect.js'
import { LOGIN_PACKET_BYTES, PACKET_BYTES_MAX, PACKET_BYTES_MIN } from './limits.js'
import type { LoginRequest } from './login.js'
import { databaseChanged, languageChanged } from './messages.js'
import type { Outgoing } from './outgoing.js'
import { Response } from './response.js'
import type { ServerVersion, SessionStart } from './service.js'
import {
  DONE,
  ENVIRONMENT_TEXT,
  TOKEN,
  writeCollationChange,
  writeDone,
  writeFeatureAck,
  writeLoginAck,
  writeTextChange,
} from './tokens.js'

export interface ServerNames {
  /** As messages name it. */
  readonly server: string
  readonly product: string
  readonly version: ServerVersion
}

export function agreedPacketBytes(asked: number): number {
  if (asked === 0) return LOGIN_PACKET_BYTES
  return Math.min(Math.max(asked, PACKET_BYTES_MIN), PACKET_BYTES_MAX)
}

export function answerLogin(
  out: Outgoing,
  login: LoginRequest,
  { names, start }: { names: ServerNames; start: SessionStart },
): void {
  const { dialect } = login
  const { writer } = out
  const response = new Response(out, { dialect, server: names.server })
  response.env({ kind: 'database', to: start.database, from: 'master' })
  response.message(databaseChanged(start.database))
  writeCollationChange(writer)
  response.env({ kind: 'language', to: start.language, from: '' })
  response.message(languageChanged(start.language))
  writeLoginAck(writer, dialect, names)
  const packetBytes = agreedPacketBytes(login.packetBytes)
  writeTextChange(writer, ENVIRONMENT_TEXT.packetBytes, {
    to: String(packetBytes),
    from: String(LOGIN_PACKET_BYTES),
  })
  writeFeatureAck(writer, login.features)
  response.end()
  out.packetBytes = packetBytes
}

export function refuseLogin(
  out: Outgoing,
  dialect: Dialect,
  { message, server }: { message: Message; server: string },
): void {
  const response = new Response(out, { dialect, server })
  response.message(message)
  response.end()
}

/** To who skipped everything before the login, so that its dialect is not known. */
export const UNKNOWN_DIALECT = DIALECTS['7.4']

/** Of an attention: a message of its own, behind the one that it ended. */
export function acknowledgeAttention(out: Outgoing, dialect: Dialect): void {
  writeDone(out.writer, dialect, {
    token: TOKEN.done,
    status: DONE.attention,
    command: 0,
    count: 0,
  })
  out.endMessage()
}
