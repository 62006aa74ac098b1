import { describe, expect, test } from 'vitest'
import { parse, ScenarioFileError } from './file.js'
import { fileJsonSchema } from './file-schema.js'
import { FILE_CHARACTERS_MAX } from './limits.js'

const GOOD = `title: A stopped service
origin: case 4711
clauses: [SYST-ERR-02]
seed: 7
topology:
  servers:
    - { name: SRV01, volumes: [{ letter: D, gigabytes: 100 }] }
steps:
  - { do: service.control, with: { service: VSS, action: stop } }
  - { do: service.query, with: { service: VSS }, as: state }
  - { do: backup.run, with: { product: agent }, session: job }
  - { await: job, expect: { state: Failed } }
  - { reply: state, expect: { state: { $not: Running } } }
  - do: clock.advance
    with: { seconds: 61 }
    text: When 61 seconds pass
`

describe('a good file', () => {
  const scenario = parse(GOOD, 'scenarios/a.yaml')

  test('is a scenario', () =>
    expect(scenario).toMatchObject({
      id: 'scenarios/a.yaml#SYST-ERR-02/a-stopped-service',
      uri: 'scenarios/a.yaml',
      name: 'A stopped service',
      clauses: ['SYST-ERR-02'],
      seed: 7,
      tags: ['@SYST-ERR-02', '@needs:host', '@needs:system-state', '@needs:time'],
    }))
  test('needs what its commands need', () =>
    expect(scenario.needs).toEqual(['host', 'system-state', 'time']))
  test('has steps with the lines they stand in', () =>
    expect(scenario.steps.map(({ line }) => line)).toEqual([9, 10, 11, 12, 13, 14]))
  test('has steps that are data', () =>
    expect(scenario.steps[1]?.step).toEqual({
      do: 'service.query',
      with: { service: 'VSS' },
      as: 'state',
    }))
  test('keeps the words of a step', () =>
    expect(scenario.steps[5]?.text).toBe('When 61 seconds pass'))
  test('says in words what has none', () =>
    expect(scenario.steps[1]?.text).toBe('service.query service="VSS"'))
  test('has the defaults of the machines filled in', () =>
    expect(scenario.topology.servers[0]).toMatchObject({
      platform: 'on-premises',
      volumes: [{ letter: 'D', kind: 'fixed' }],
    }))
  test('starts from one healthy server when it names none', () => {
    const { topology } = parse('title: x\nsteps: [{ do: server.query }]', 'a.yaml')
    expect(topology.servers.map(({ name }) => name)).toEqual(['SRV01'])
  })
})

function checkBad(text: string, complaint: RegExp | string): void {
  const startedAt = performance.now()
  let message = 'nothing was refused'
  try {
    parse(text, 'a.yaml')
  } catch (thrown) {
    if (!(thrown instanceof ScenarioFileError)) throw thrown
    message = thrown.message
  }
  expect(message).toMatch(complaint)
  expect(message).toMatch(/^a\.yaml:\d+:\d+: /)
  // A bound a busy machine still keeps; what is refused slowly takes minutes, not seconds.
  expect(performance.now() - startedAt).toBeLessThan(10_000)
}

/** The good file with one thing changed. */
function checkTwin(from: string, to: string, complaint: RegExp | string): void {
  expect(GOOD).toContain(from)
  checkBad(GOOD.replace(from, to), complaint)
}

describe('a bad twin says where, what and what is nearest', () => {
  test('unknown key of the file', () =>
    checkTwin('origin:', 'orgin:', /^a\.yaml:2:1: there is no key "orgin"\nHint: .*"origin"/))
  test('unknown key of a step', () =>
    checkTwin(
      'as: state',
      'ass: state',
      /:10:50: there is no key "ass"\nHint: The nearest is "as"/,
    ))
  test('unknown parameter', () =>
    checkTwin('product: agent', 'produkt: agent', /:11:31: .*"produkt"\nHint: .*"product"/))
  test('unknown key of a machine', () =>
    checkTwin('volumes:', 'volume:', /:7:22: there is no key "volume"\nHint: .*"volumes"/))
  test('unknown command', () =>
    checkTwin(
      'service.query',
      'service.qurey',
      /^a\.yaml:10:11: there is no command "service\.qurey"/,
    ))
  test('suggests the nearest command', () =>
    checkTwin('service.query', 'service.qurey', /Hint: The nearest is "service\.query"/))
  test('unknown value of a closed list', () =>
    checkTwin('action: stop', 'action: stopp', /"with\.action" cannot be "stopp"\nHint: .*"stop"/))
  test('unknown session', () =>
    checkTwin('await: job', 'await: jobb', /no session runs under the name "jobb"\nHint: .*"job"/))
  test('session awaited before it starts', () =>
    checkBad('title: x\nsteps: [{ await: job }]', /no session runs under the name "job"/))
  test('session awaited twice', () =>
    checkTwin('- { reply: state', '- { await: job }\n  - { reply: state', /no session runs/))
  test('session started twice', () =>
    checkTwin(
      '  - { await: job',
      '  - { do: server.query, session: job }\n  - { await: job',
      /runs already/,
    ))
  test('unknown reply', () =>
    checkTwin('reply: state', 'reply: stat', /:13:14: no step before.*"stat"\nHint: .*"state"/))
  test('reply of an armed step before it is awaited', () =>
    checkTwin('session: job', 'session: job, at: x, as: y', /under the name of the session/))
  test('armed without a session', () =>
    checkTwin('session: job', 'at: freeze', /needs a session name/))
  test('expectation on what only starts', () =>
    checkTwin('session: job', 'session: job, expect: {}', /has no reply yet\nHint: .*await: job/))
  test('unknown operator', () =>
    checkTwin('$not', '$nto', /:13:40: there is no operator "\$nto"\nHint: The nearest is "\$not"/))
  test('operator beside other keys', () =>
    checkTwin('{ $not: Running }', '{ $not: Running, a: 1 }', /stands beside other keys/))
  test('two kinds of step in one', () =>
    checkTwin('{ await: job', '{ await: job, reply: state', /exactly one of/))
  test('a step that is nothing', () => checkTwin('{ await: job', '{ a: job', /exactly one of/))
  test('a step that is a text', () => checkBad('title: x\nsteps: [stop]', /a step is a mapping/))
  test('a step that is a list', () => checkBad('title: x\nsteps: [[]]', /a step is a mapping/))
  test('no steps', () => checkBad('title: x\nsteps: []', /there are no steps/))
  test('no title', () => checkBad('steps: [{ do: server.query }]', /"title" is missing/))
  test('an empty title', () => checkTwin('A stopped service', '" "', /"title" cannot be/))
  test('a missing parameter', () =>
    checkTwin('{ seconds: 61 }', '{}', /"with\.seconds" is missing/))
  test('missing parameters', () =>
    checkTwin('    with: { seconds: 61 }\n', '', /"with" is missing/))
  test('a wrong type', () =>
    checkTwin('seconds: 61', 'seconds: soon', /"with\.seconds" cannot be "soon": expected number/))
  test('a number beyond its bound', () =>
    checkTwin('seconds: 61', 'seconds: 1e10', /"with\.seconds" cannot be 10000000000/))
  test('a huge number', () => checkTwin('seconds: 61', 'seconds: 1e999', /not finite/))
  test('a number nobody can count to', () =>
    checkTwin('seed: 7', 'seed: 9007199254740993', /beyond 9007199254740991/))
  test('a negative seed', () => checkTwin('seed: 7', 'seed: -1', /"seed" cannot be -1/))
  test('a broken seed', () => checkTwin('seed: 7', 'seed: 1.5', /"seed" cannot be 1\.5/))
  test('not a number', () => checkTwin('seconds: 61', 'seconds: .nan', /not finite/))
  test('a clause that is none', () => checkTwin('[SYST-ERR-02]', '[ERR]', /not an id of a clause/))
  test('a machine with an impossible name', () =>
    checkTwin('name: SRV01', 'name: a b', /"topology\.servers\.0\.name"/))
  test('no machines', () =>
    checkBad('title: x\ntopology: { servers: [] }\nsteps: [{ do: server.query }]', /"topology/))
  test('the file is a text', () => checkBad('stop', /the file cannot be "stop"/))
  test('the file is empty', () => checkBad('', /the file is empty/))
  test('the file is a comment', () => checkBad('# x\n', /the file is empty/))
  test('the file is null', () => checkBad('~', /the file cannot be null/))
})

describe('YAML that is more than data is refused', () => {
  test('an alias', () => checkBad('title: &a x\nsteps: *a', /an anchor|an alias/))
  test('a bomb', () => {
    const rows = Array.from({ length: 20 }, (_, n) => `k${n + 1}: &k${n + 1} [*k${n}, *k${n}]`)
    checkBad(`k0: &k0 [x]\n${rows.join('\n')}`, /an anchor|an alias/)
  })
  test('a tag', () => checkBad('title: !!js/function x', /tag/i))
  test('binary', () => checkBad('title: !!binary aGVsbG8=\nsteps: []', /tag|neither text/i))
  test('a key twice', () =>
    checkTwin('seed: 7', 'seed: 7\nseed: 8', /:5:1: the key "seed" is there/))
  test('a key that is a list', () => checkBad('[a]: 1', /a key that is not a text/))
  test('a key that is a number', () => checkBad('1: 1', /a key that is not a text/))
  test('__proto__', () => checkBad('__proto__: { title: x }', /"__proto__" cannot be used/))
  test('__proto__ in an expectation', () =>
    checkTwin('{ $not: Running }', '{ __proto__: 1 }', /"__proto__" cannot be used/))
  test('a second document', () => checkBad(`${GOOD}---\n${GOOD}`, /multiple documents/))
  test('broken YAML', () => checkBad('title: "x', /^a\.yaml:1:\d+: .*quote/i))
  test('tabs for spaces', () => checkBad('title: x\nsteps:\n\t- a', /[Tt]abs/))
})

describe('what would take long is refused at once', () => {
  const most = FILE_CHARACTERS_MAX - 100
  test('too long', () => checkBad(`# ${'x'.repeat(FILE_CHARACTERS_MAX)}`, /longer than/))
  test('brackets in brackets', () => checkBad('['.repeat(most), /nested more than 40 levels/))
  test('mappings in mappings', () => checkBad('{a: '.repeat(most / 4), /nested more than 40/))
  test('lists in lists', () => checkBad('- '.repeat(most / 2), /nested more than 40/))
  test('keys in keys', () => checkBad('? '.repeat(most / 2), /nested more than 40/))
  test('stairs', () => {
    const rows = Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`)
    checkBad(rows.join('\n'), /nested more than 40|call stack/)
  })
  test('closing brackets', () => checkBad('}'.repeat(most), /closing bracket/))
  test('closing brackets in lines', () => checkBad(']\n'.repeat(most / 2), /closing bracket/))
  test('a great many keys', () => {
    const rows = Array.from({ length: most / 10 }, (_, n) => `k${n}: 1`)
    checkBad(rows.join('\n').slice(0, most), /there is no key/)
  })
  test('one key a great many times', () => checkBad('a: 1\n'.repeat(most / 5), /there twice/))
  test('a great many aliases', () => checkBad('- *a\n'.repeat(most / 5), /alias/i))
  test('a great many steps', () => {
    checkBad(`title: x\nsteps:\n${'- {}\n'.repeat(20_000)}`, /"steps" cannot be|exactly one/)
  })
  test('control characters', () => checkBad('title: "\u0000"\nsteps: [\u0007]', /./))
})

test('the schema is of this kind and knows every command', () => {
  const schema = JSON.stringify(fileJsonSchema())
  expect(JSON.parse(schema)).toMatchObject({ type: 'object', required: ['title', 'steps'] })
  for (const command of ['backup.run', 'fault.inject']) expect(schema).toContain(`"${command}"`)
  expect(schema).toContain('"additionalProperties":false')
})
