// The shape of the record's events, checked by hand: the schema library costs more at start-up than
// everything else here, and a record has few members.

type Check = (value: unknown) => string | null

/** What is wrong with an event, as `member: what was expected`, or null. */
export function eventFault(event: unknown): string | null {
  if (!isObject(event)) return 'the line is not an object'
  const kind = event['kind']
  const check = typeof kind === 'string' && Object.hasOwn(EVENTS, kind) ? EVENTS[kind] : undefined
  if (check === undefined) return 'kind: expected header, cases, result or footer'
  return check(event)
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const text: Check = (value) => (typeof value === 'string' ? null : 'expected a text')
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'expected true or false')
const amount: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? null : 'expected a number'
const anything: Check = () => null

function orNull(check: Check): Check {
  return (value) => (value === null ? null : check(value))
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? null : check(value))
}

function oneOf(...words: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? null : `expected ${words.join(', ')}`
}

function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return 'expected a list'
    for (const [index, each] of value.entries()) {
      const fault = check(each)
      if (fault !== null) return joined(String(index), fault)
    }
    return null
  }
}

function object(members: { readonly [key: string]: Check }): Check {
  const checks = Object.entries(members)
  return (value) => {
    if (!isObject(value)) return 'expected an object'
    for (const [key, check] of checks) {
      const fault = check(value[key])
      if (fault !== null) return joined(key, fault)
    }
    return null
  }
}

function record(check: Check): Check {
  return (value) => {
    if (!isObject(value)) return 'expected an object'
    for (const [key, member] of Object.entries(value)) {
      const fault = check(member)
      if (fault !== null) return joined(key, fault)
    }
    return null
  }
}

function joined(key: string, fault: string): string {
  return fault.startsWith('expected') ? `${key}: ${fault}` : `${key}.${fault}`
}

const VERDICTS = ['passed', 'failed', 'unknown', 'error'] as const

/** What is kept of a run, in the header of later ones and in a file of its own. */
const HISTORY = object({
  id: text,
  startedAt: text,
  durationMs: amount,
  seed: amount,
  full: flag,
  target: object({ kind: text, name: text, version: text, build: optional(text) }),
  suite: object({ version: text, catalogue: text, build: optional(text) }),
  verdict: text,
  exitCode: amount,
  totals: object({
    clauses: amount,
    evaluated: amount,
    passed: amount,
    failed: amount,
    unknown: amount,
    notSupported: amount,
    error: amount,
    notRun: amount,
  }),
  scenarios: object({
    passed: amount,
    failed: amount,
    unknown: amount,
    error: amount,
    notSupported: amount,
  }),
})

/** What is wrong with an entry of the history, or null. */
export function historyFault(entry: unknown): string | null {
  return HISTORY(entry)
}

const EVENTS: { readonly [kind: string]: Check } = {
  header: object({
    schema: oneOf('frostproof/events@2'),
    suite: object({ version: text, catalogue: text, build: optional(text) }),
    environment: object({ node: text, platform: text, arch: text }),
    target: object({
      kind: oneOf('engine', 'sqlserver', 'driver', 'miniature'),
      name: text,
      version: text,
      build: optional(text),
      capabilities: list(text),
      lacking: optional(anything),
      deterministic: flag,
    }),
    run: object({
      id: text,
      seed: amount,
      startedAt: text,
      reproduce: text,
      full: flag,
      asked: list(text),
      retry: amount,
    }),
    systems: list(object({ prefix: text, title: text, source: text })),
    clauses: list(
      object({
        id: text,
        system: text,
        section: text,
        kind: text,
        says: text,
        contested: orNull(text),
        finished: flag,
      }),
    ),
    baseline: orNull(
      list(
        object({
          clause: optional(text),
          scenario: optional(text),
          owner: text,
          issue: text,
          expires: text,
          reason: optional(text),
        }),
      ),
    ),
    history: list(HISTORY),
  }),
  cases: object({ cases: list(object({ id: text, plan: text })) }),
  result: object({
    id: text,
    uri: text,
    line: amount,
    feature: text,
    rule: text,
    name: text,
    clauses: list(text),
    verdict: oneOf(...VERDICTS, 'not-supported'),
    reason: orNull(text),
    durationMs: amount,
    virtualMs: amount,
    steps: list(
      object({
        text,
        line: amount,
        verdict: oneOf(...VERDICTS, 'skipped'),
        reply: anything,
        mismatches: optional(list(text)),
      }),
    ),
    faults: list(
      object({
        kind: text,
        where: text,
        at: text,
        applied: flag,
        effect: orNull(text),
        removed: flag,
        clean: flag,
      }),
    ),
    trace: orNull(text),
    attempts: optional(
      list(
        object({
          verdict: oneOf(...VERDICTS, 'not-supported'),
          reason: orNull(text),
          durationMs: amount,
        }),
      ),
    ),
  }),
  footer: object({ results: amount, durationMs: amount, files: record(text) }),
}
