import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import type { Json } from '../model/reply.js'
import type { Scenario } from '../model/scenario.js'
import { topologySchema } from '../model/topology.js'
import { parse } from './file.js'
import { flow, print } from './print.js'

const FILE = `title: A stopped service
origin: case 4711
clauses: [SYST-ERR-02]
seed: 7
topology:
  servers:
    - { name: SRV01, platform: azure-vm, volumes: [{ letter: D, gigabytes: 100, kind: fixed }] }
    - { name: SRV02 }
steps:
  - { text: When the operator stops VSS, do: service.control, with: { service: VSS, action: stop } }
  - { do: server.query, session: job }
  - { await: job }
  - { reply: job, expect: { roles: { $count: 0 } } }
`

test('what was printed is printed again to the letter', () =>
  expect(print(parse(FILE, 'a.yaml'))).toBe(FILE))

test('what is printed is read back as the same scenario', () => {
  const scenario = parse(FILE.replace('A stopped service', '"a: #1 \u2028"'), 'a.yaml')
  expect(parse(print(scenario), 'a.yaml')).toEqual(scenario)
})

test('a comment stands above everything', () => {
  const text = print(parse(FILE, 'a.yaml'), { comment: 'failed: why', origin: 'features/x' })
  expect(text).toMatch(/^# failed: why\ntitle: .*\norigin: features\/x\n/)
})

test('any data fits one line and is read back by YAML', () => {
  const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  const { data } = fc.letrec<{ data: Json }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      numbers.filter((number) => !Object.is(number, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('data'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('data'), { maxKeys: 4 }),
    ) as fc.Arbitrary<Json>,
  }))
  fc.assert(
    fc.property(data, (value) => {
      const text = flow(value)
      expect(text).not.toContain('\n')
      expect(parseYaml(`- ${text}`)).toEqual([value])
    }),
  )
})

test('words that YAML takes for something else are in quotes', () => {
  for (const word of ['true', 'Yes', 'null', '~', '1', '0x1', '.inf', '', '- a', 'a: b', 'a #b'])
    expect(parseYaml(`[${flow(word)}]`)).toEqual([word])
})

test('a scenario of a feature keeps the words of its steps', () => {
  const scenario: Scenario = {
    ...parse(FILE, 'a.yaml'),
    rule: '',
    topology: topologySchema.parse({ servers: [{ name: 'SRV01' }] }),
    steps: [
      {
        role: 'when',
        text: 'When "x" | passes',
        line: 9,
        step: { do: 'clock.advance', with: { seconds: 1 } },
      },
    ],
  }
  expect(parse(print(scenario), 'b.yaml').steps[0]?.text).toBe('When "x" | passes')
})
