import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { done } from '../../model/reply.js'
import { topologySchema } from '../../model/topology.js'
import type { Target } from '../target.js'
import { type DriveOptions, drive } from './drive.js'

const calls: string[] = []

/** Answers truthfully to one command, wrongly to another, and writes down what is done to it. */
const target: Target = {
  description: {
    kind: 'engine',
    name: 'tiny',
    version: '1',
    capabilities: ['host'],
    deterministic: true,
  },
  open: () => {
    calls.push('open')
    return {
      perform: ({ command, params }) => {
        calls.push(`${command} ${JSON.stringify(params)}`)
        if (command === 'server.query') throw new Error('the disk is on fire')
        return done(command === 'process.query' ? { running: true } : {})
      },
      collect: () => done({}),
      finish: () => {
        calls.push('finish')
        return { receipts: [], virtualMs: 0, residue: [], refusals: [], unreached: [], trace: [] }
      },
    }
  },
  close: () => {
    calls.push('close')
  },
}

/** Sends lines, ends the input, and gives the answers. */
async function talk(lines: readonly (string | Buffer)[], options: DriveOptions = {}) {
  calls.length = 0
  const input = new PassThrough()
  const output = new PassThrough()
  const answers: Buffer[] = []
  output.on('data', (chunk: Buffer) => answers.push(chunk))
  for (const line of lines) input.write(line)
  input.end()
  await drive(input, output, target, options)
  const text = Buffer.concat(answers).toString('utf8')
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

let id = 0
const call = (method: string, params?: unknown) =>
  `${JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })}\n`
const topology = topologySchema.parse({ servers: [{ name: 'SRV01' }] })
const open = () => call('open', { topology, seed: 1, trace: false })
const perform = (command: string, params: object = {}, session = '1') =>
  call('perform', { session, command, params })

async function checkError(line: string | Buffer, code: number, message: RegExp): Promise<void> {
  const answers = await talk([open(), line, call('describe', { protocol: 1 })])
  expect(answers[1].error).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(answers[2].result.name).toBe('tiny')
}

test('a whole conversation', async () => {
  const answers = await talk([
    call('describe', { protocol: 1 }),
    open(),
    perform('process.query', { process: 'a' }),
    call('finish', { session: '1' }),
    call('close', {}),
    call('describe', { protocol: 1 }),
  ])
  expect(answers.map((answer) => answer.result)).toEqual([
    { protocol: 1, name: 'tiny', version: '1', capabilities: ['host'], deterministic: true },
    { session: '1' },
    { kind: 'done', value: { running: true } },
    { receipts: [], virtualMs: 0, residue: [], refusals: [], unreached: [], trace: [] },
    {},
  ])
  expect(calls).toEqual(['open', 'process.query {"process":"a"}', 'finish', 'close'])
})

test('at the end of the input what is open is finished and closed', async () => {
  await talk([open()])
  expect(calls).toEqual(['open', 'finish', 'close'])
})

test('what is not JSON is answered', () => checkError('nonsense\n', -32_700, /"?nonsense/))
test('what is no request is answered', () => checkError('{"id":1}\n', -32_600, /jsonrpc/))
test('an unknown method is answered with those there are', () =>
  checkError(call('fly', {}), -32_601, /describe, open, perform/))
test('wrong parameters are answered with the shape', () =>
  checkError(perform('process.query', { proces: 'a' }), -32_602, /expected: \{ .*process: string/))
test('an unknown command is answered', () =>
  checkError(perform('process.fly'), -32_602, /command: .*"clock.advance"/))
test('another session is answered', () =>
  checkError(perform('process.query', { process: 'a' }, '9'), -32_001, /no open session "9"/))
test('a second session is refused', () => checkError(open(), -32_000, /"1" is still open/))
test('a target that throws is answered', () =>
  checkError(perform('server.query'), -32_000, /on fire/))
test('a reply of the target that does not fit is answered', () =>
  checkError(perform('clock.advance', { seconds: 1 }), -32_000, /nowMs/))

test('a line without an end is refused', async () => {
  const answers = await talk([open(), Buffer.alloc(2_000, 0x78)], { lineBytesMax: 1_000 })
  expect(answers[1].error).toMatchObject({
    code: -32_700,
    message: 'a line is longer than 1000 bytes',
  })
  expect(calls).toEqual(['open', 'finish', 'close'])
})

test('a peer that is gone ends the conversation', async () => {
  calls.length = 0
  const input = new PassThrough()
  const output = new PassThrough()
  output.destroy()
  input.write(open())
  input.end()
  await drive(input, output, target)
  expect(calls.at(-1)).toBe('close')
})

test('a peer that reads slowly is waited for', async () => {
  const input = new PassThrough()
  const output = new PassThrough({ highWaterMark: 16 })
  const ended = drive(input, output, target)
  for (let count = 0; count < 50; count++) input.write(call('describe', { protocol: 1 }))
  input.end()
  let text = ''
  for (let tries = 0; tries < 200 && text.split('\n').length <= 50; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    text += String(output.read() ?? '')
  }
  await ended
  expect(text.split('\n')).toHaveLength(51)
})
