// The vendor's end of the protocol, for any target: `frostproof drive` puts the engine behind it.
// Requests are taken one by one, in order; each is answered, whatever is wrong with it.

import type { Readable, Writable } from 'node:stream'
import type { Target } from '../target.js'
import { LINE_BYTES_MAX } from './limits.js'
import { LineCutter } from './lines.js'
import { ERROR_CODES } from './protocol.js'
import { failed, messageOf } from './request.js'
import { Server } from './server.js'

export interface DriveOptions {
  readonly lineBytesMax?: number
}

/** Serves the target until `close`, the end of the input, or a peer that is gone. */
export async function drive(
  input: Readable,
  output: Writable,
  target: Target,
  { lineBytesMax = LINE_BYTES_MAX }: DriveOptions = {},
): Promise<void> {
  const server = new Server(target)
  const cutter = new LineCutter(lineBytesMax)
  let isGone = false
  output.on('error', () => {
    isGone = true
  })
  try {
    for await (const chunk of input) {
      for (const line of cutter.push(Buffer.from(chunk as Uint8Array | string))) {
        await send(output, await server.answer(line))
        if (server.isClosed || isGone) return
      }
    }
  } catch (error) {
    // The line cannot be told from the next one any more, so this is the end.
    await send(output, failed(null, ERROR_CODES.notJson, messageOf(error)))
  } finally {
    await server.close()
  }
}

async function send(output: Writable, message: object): Promise<void> {
  if (output.destroyed || output.write(`${JSON.stringify(message)}\n`)) return
  await new Promise<void>((resolve) => {
    const settle = () => {
      output.off('drain', settle).off('close', settle).off('error', settle)
      resolve()
    }
    output.on('drain', settle).on('close', settle).on('error', settle)
  })
}
