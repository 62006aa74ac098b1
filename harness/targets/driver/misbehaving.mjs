// Drivers that misbehave, for the tests: node misbehaving.mjs <behaviour>

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const TEXT = 'Grüße, 世界, 🧊 \u2028 end'
const END = { receipts: [], virtualMs: 0, residue: [], refusals: [], unreached: [], trace: [] }
const RESULTS = {
  describe: {
    protocol: 1,
    name: 'misbehaving',
    version: '1',
    capabilities: ['host', 'volume'],
    deterministic: true,
  },
  open: { session: 's' },
  perform: { kind: 'done', value: { running: true, extra: 1 } },
  collect: { kind: 'done', value: { running: true } },
  finish: END,
  close: {},
}

const write = (text) => process.stdout.write(text)
const result = (request, value = RESULTS[request.method]) =>
  JSON.stringify({ jsonrpc: '2.0', id: request.id, result: value })
const answer = (request) => write(`${result(request)}\n`)
const onPerform = (act) => (request) =>
  request.method === 'perform' ? act(request) : answer(request)
let performed = 0
let opened = 0

const BEHAVIOURS = {
  behaves: answer,
  hangs: onPerform(() => {}),
  'hangs at once': () => {},
  lies: onPerform((request) =>
    write(`${result(request, { kind: 'done', value: { running: 'maybe' } })}\n`),
  ),
  'invents a verdict': onPerform((request) => write(`${result(request, { kind: 'passed' })}\n`)),
  garbage: onPerform(() => write('\u0000 this is not JSON\n')),
  'not UTF-8': onPerform(() => write(Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]))),
  'wrong id': onPerform((request) => write(`${result({ ...request, id: request.id + 7 })}\n`)),
  'answers twice': onPerform((request) => write(`${result(request)}\n${result(request)}\n`)),
  'answers twice, later': onPerform((request) => {
    answer(request)
    setTimeout(() => answer(request), 50)
  }),
  'asks back': onPerform(() => write('{"jsonrpc":"2.0","id":1,"method":"describe"}\n')),
  splits: (request) => {
    const bytes = Buffer.from(`${result(request, told(request))}\r\n`)
    const step = Math.ceil(bytes.length / 7)
    const pieces = [0, 1, 2, 3, 4, 5, 6].map((n) => bytes.subarray(n * step, (n + 1) * step))
    pieces.forEach((piece, n) => {
      setTimeout(() => write(piece), 2 * n)
    })
  },
  endless: onPerform(() => {
    const piece = 'x'.repeat(64 * 1024)
    const more = () => {
      while (write(piece));
      process.stdout.once('drain', more)
    }
    more()
  }),
  crashes: onPerform(() => {
    process.stderr.write('segmentation fault, as it were\n')
    process.exit(3)
  }),
  'crashes once': onPerform((request) => (performed++ === 0 ? answer(request) : process.exit(4))),
  'answers and goes': onPerform((request) => {
    process.stdout.write(`${result(request)}\n`, () => process.exit(0))
  }),
  reports: onPerform((request) => reportError(request, -32_000, 'the cable is out')),
  'cannot tell': onPerform((request) => reportError(request, -32_002, 'nobody looked')),
  refuses: (request) => {
    if (request.method === 'open' && ++opened > 1) process.exit(5)
    if (request.method === 'finish') opened--
    if (request.method !== 'perform') answer(request)
    else write(`${result(request, { kind: 'not-supported', reason: 'no processes here' })}\n`)
  },
  chatters: (request) => {
    process.stderr.write('y'.repeat(3_000_000))
    answer(request)
  },
  'will not end': (request) => {
    if (request.method !== 'close') answer(request)
  },
  'has a child': (request) => {
    if (request.method === 'describe') {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      RESULTS.describe.version = String(child.pid)
    }
    answer(request)
  },
}

function reportError(request, code, message) {
  write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, error: { code, message } })}\n`)
}

/** A reply full of characters that fall apart when bytes are cut. */
function told(request) {
  if (request.method !== 'perform') return RESULTS[request.method]
  return { kind: 'done', value: { exitCode: 0, text: TEXT, rows: [] } }
}

const act = BEHAVIOURS[process.argv[2] ?? '']
if (act === undefined) throw new Error(`there is no behaviour "${process.argv[2]}"`)
if (process.argv[2] === 'will not end') {
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 1000)
}
createInterface({ input: process.stdin }).on('line', (line) => act(JSON.parse(line)))
