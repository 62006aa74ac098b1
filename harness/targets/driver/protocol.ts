// The driver protocol: how a program of any vendor stands behind the suite.
//
// `frostproof run --target "driver:my-driver --flag"` starts the program and talks JSON-RPC 2.0 over
// its standard input and output: one JSON object per line, UTF-8, each line ended by a line feed, at
// most 64 MiB long. The program reads requests from standard input and writes one response to each
// to standard output; nothing else may be written there. Standard error is the program's log: it is
// passed on, and its end is quoted when something goes wrong.
//
// There is one request at a time: the next comes after the response to the one before. One session
// is open at a time: it is finished before the next is opened, or the program has been ended. An
// answer may take two minutes; then the scenario is `unknown`, and the program is ended and started
// anew. The program ends when its standard input ends, whatever it is doing.
//
//   method    parameters                                    result
//   describe  protocol                                      protocol, name, version, capabilities, deterministic
//   open      topology, seed, trace                         session
//   perform   session, command, params, [task], [at]        reply
//   collect   session, task                                 reply
//   finish    session                                       receipts, virtualMs, residue, refusals, unreached,
//                                                           trace
//   close                                                   {}
//
// describe   comes first. `protocol` is 1. `capabilities` are names of harness/model/capability.ts;
//            a scenario that needs another one is not run. `deterministic` says that the same
//            seed gives the same run.
// open       builds the machines of `topology`, healthy, and names the session. `trace` asks for
//            trace lines at its end.
// perform    does one command of harness/model/commands.ts with its parameters, which are complete:
//            defaults are filled in. With `task` the command is started under that name and answered
//            at once; with `at` it is armed for that fault point. No expectation ever travels.
// collect    waits for the command that runs under that name and gives its reply.
// finish     lifts every fault, lets everything converge, and says what is left; the session is over.
//            A receipt's `effect` is what the faulted operation met, never what the injector did.
// close      comes last. The program answers and ends.
//
// A reply is one of
//   { "kind": "done", "value": … }                what the command's reply schema says; a command
//                                                 that was only started has the value {}
//   { "kind": "refused", "refusal": { "code", "message", "certain" } }
//                                                 the product said no; `certain` is false when the
//                                                 operation may have happened all the same
//   { "kind": "not-supported", "reason": "…" }    this target cannot do such things
// Keys that nobody asked for are ignored. What went wrong in the driver itself, and only that, is a
// JSON-RPC error; the scenario's verdict is then `error`, or `unknown` with code -32002.
//
// An example, abridged; → goes to the program, ← comes from it:
//
// → {"jsonrpc":"2.0","id":1,"method":"describe","params":{"protocol":1}}
// ← {"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":"acme","version":"7.2",
//      "capabilities":["host","volume"],"deterministic":false}}
// → {"jsonrpc":"2.0","id":2,"method":"open","params":{"seed":1,"trace":false,
//      "topology":{"servers":[{"name":"SRV01", …}]}}}
// ← {"jsonrpc":"2.0","id":2,"result":{"session":"a1"}}
// → {"jsonrpc":"2.0","id":3,"method":"perform","params":{"session":"a1",
//      "command":"volume.query","params":{"volume":"C:"}}}
// ← {"jsonrpc":"2.0","id":3,"result":{"kind":"done",
//      "value":{"sizeBytes":214748364800,"freeBytes":171798691840}}}
// → {"jsonrpc":"2.0","id":4,"method":"finish","params":{"session":"a1"}}
// ← {"jsonrpc":"2.0","id":4,"result":{"receipts":[],"virtualMs":0,"residue":[],
//      "refusals":[],"unreached":[],"trace":[]}}
// → {"jsonrpc":"2.0","id":5,"method":"close","params":{}}
// ← {"jsonrpc":"2.0","id":5,"result":{}}
//
// `frostproof drive` is such a program, with the engine behind it: a conversation to look at, and
// the proof that nothing of the suite reaches around this page.

import { z } from 'zod'
import { CAPABILITIES, type Capability } from '../../model/capability.js'
import { COMMANDS, type CommandName } from '../../model/commands.js'
import { topologySchema } from '../../model/topology.js'
import { json } from './json.js'
import { END_ENTRIES_MAX } from './limits.js'

export const PROTOCOL = 1

const capabilities = Object.keys(CAPABILITIES) as [Capability, ...Capability[]]
const commands = Object.keys(COMMANDS) as [CommandName, ...CommandName[]]
const name = z.string().min(1).max(200)
const text = z.string()
const plain = z.record(z.string(), json)

const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), value: json }),
  z.object({
    kind: z.literal('refused'),
    refusal: z.object({ code: text, message: text, certain: z.boolean() }),
  }),
  z.object({ kind: z.literal('not-supported'), reason: z.string().min(1) }),
])

const receipt = z.object({
  kind: text,
  where: text,
  at: text,
  applied: z.boolean(),
  effect: text.nullable(),
  removed: z.boolean(),
  clean: z.boolean(),
})

const sessionEnd = z.object({
  receipts: z.array(receipt).max(END_ENTRIES_MAX),
  virtualMs: z.number(),
  residue: z.array(text).max(END_ENTRIES_MAX),
  refusals: z.array(text).max(END_ENTRIES_MAX),
  unreached: z.array(text).max(END_ENTRIES_MAX),
  trace: z
    .array(z.object({ atMs: z.number(), who: text, what: text, detail: plain }))
    .max(END_ENTRIES_MAX),
})

export const METHODS = {
  describe: {
    params: z.strictObject({ protocol: z.literal(PROTOCOL) }),
    result: z.object({
      protocol: z.literal(PROTOCOL),
      name,
      version: name,
      capabilities: z.array(z.enum(capabilities)),
      deterministic: z.boolean(),
    }),
  },
  open: {
    params: z.strictObject({
      topology: topologySchema,
      seed: z.number().int(),
      trace: z.boolean(),
    }),
    result: z.object({ session: name }),
  },
  perform: {
    params: z.strictObject({
      session: name,
      command: z.enum(commands),
      params: plain,
      task: name.optional(),
      at: name.optional(),
    }),
    result: reply,
  },
  collect: { params: z.strictObject({ session: name, task: name }), result: reply },
  finish: { params: z.strictObject({ session: name }), result: sessionEnd },
  close: { params: z.strictObject({}), result: z.object({}) },
} as const

export type Method = keyof typeof METHODS
export type MethodParams<Name extends Method> = z.output<(typeof METHODS)[Name]['params']>
export type MethodResult<Name extends Method> = z.output<(typeof METHODS)[Name]['result']>

/** JSON-RPC's own numbers, and below -32000 ours. */
export const ERROR_CODES = {
  notJson: -32_700,
  notRequest: -32_600,
  noMethod: -32_601,
  badParams: -32_602,
  failed: -32_000,
  noSession: -32_001,
  undecided: -32_002,
} as const

const id = z.union([z.number().int(), z.string().max(100)])

export const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id,
  method: text,
  params: z.unknown(),
})

export const responseSchema = z.union([
  z.strictObject({ jsonrpc: z.literal('2.0'), id, result: z.unknown() }),
  z.strictObject({
    jsonrpc: z.literal('2.0'),
    id: id.nullable(),
    error: z.object({ code: z.number().int(), message: text, data: json.optional() }),
  }),
])

export function isMethod(word: string): word is Method {
  return Object.hasOwn(METHODS, word)
}
