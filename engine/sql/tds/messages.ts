// What the endpoint itself has to say; numbers and texts as in sys.messages.

import type { Message } from '../tsql/port.js'

export function serverMessage(
  number: number,
  severity: number,
  text: string,
  { state = 1 }: { state?: number } = {},
): Message {
  return { number, state, severity, text, procedure: '', line: 1 }
}

export function databaseChanged(database: string): Message {
  return serverMessage(5701, 0, `Changed database context to '${database}'.`, { state: 2 })
}

export function languageChanged(language: string): Message {
  return serverMessage(5703, 0, `Changed language setting to ${language}.`)
}

export function loginFailed(user: string): Message {
  return serverMessage(18456, 14, `Login failed for user '${user}'.`)
}

/** Windows authentication, which is not offered. */
export const UNTRUSTED_DOMAIN = serverMessage(
  18452,
  14,
  'Login failed. The login is from an untrusted domain and cannot be used with Integrated authentication.',
)

export const ENCRYPTION_REQUIRED = serverMessage(
  17835,
  20,
  'Encryption is required to connect to this server but the client library does not support encryption; the connection has been closed. Please upgrade your client library.',
)

export const STREAM_INCORRECT = serverMessage(
  4002,
  16,
  'The incoming tabular data stream (TDS) protocol stream is incorrect. The stream ended unexpectedly.',
)

export const NO_COORDINATOR = serverMessage(8501, 16, 'MSDTC on server is unavailable.')

export function unknownParameter({
  place,
  name,
  typeId,
}: {
  place: number
  name: string
  typeId: number
}): Message {
  const id = typeId.toString(16).toUpperCase().padStart(2, '0')
  return serverMessage(
    8009,
    16,
    `The incoming tabular data stream (TDS) remote procedure call (RPC) protocol stream is incorrect. Parameter ${place} ("${name}"): Data type 0x${id} is unknown.`,
  )
}
