import { describe, expect, test } from 'vitest'
import type { Scenario } from '../model/scenario.js'
import { FeatureCompiler, FeatureError, isClauseTag } from './compile.js'
import { parameterType, parameterTypes, phrase, phrases, tablePhrase } from './phrases.js'

/** A vocabulary of our own in place of whatever is registered. */
function withPhrases<T>(act: () => T): T {
  const kept = [phrases.splice(0), parameterTypes.splice(0)] as const
  try {
    parameterType({
      name: 'colour',
      regexp: /[a-z]+ paint/,
      doc: 'a colour',
      transform: (text) => {
        if (!/^(red|green) /.test(text))
          throw new Error(`"${text}" is no colour; there is red paint`)
        return text.split(' ')[0]
      },
    })
    phrase('a box {word}', 'a server', (name: string) => ({ server: { name } }))
    phrase('it is opened', 'a command', () => ({ do: 'server.query', with: {}, as: 'it' }))
    phrase('it holds {int} ball(s)', 'an expectation', (n: number) => ({
      reply: 'it',
      expect: { n },
    }))
    phrase('it holds {colour}', 'an expectation', (colour: string) => ({
      reply: 'it',
      expect: { colour },
    }))
    phrase('it holds {int} {word}', 'the same in other words', () => ({ reply: 'it', expect: 1 }))
    tablePhrase('it holds these', 'rows', (rows: string[][]) => ({ reply: 'it', expect: rows }))
    return act()
  } finally {
    phrases.splice(0, phrases.length, ...kept[0])
    parameterTypes.splice(0, parameterTypes.length, ...kept[1])
  }
}

function compileText(text: string): Scenario[] {
  return withPhrases(() => new FeatureCompiler().compile('features/a/boxes.feature', text))
}

/** One example with these steps under a clause. */
function example(steps: readonly string[], title = 'A box'): string {
  return [
    'Feature: Boxes',
    '  @SYST-CHK-01',
    '  Rule: A box holds what was put into it',
    `    Example: ${title}`,
    ...steps.map((step) => `      ${step}`),
    '',
  ].join('\n')
}

function checkRefused(text: string, ...parts: readonly string[]): void {
  let message = 'nothing was refused'
  try {
    compileText(text)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FeatureError)
    message = (thrown as Error).message
  }
  for (const part of parts) expect(message).toContain(part)
}

const STEPS = ['Given a box B1', 'When it is opened', 'Then it holds red paint']

test('an example becomes a scenario with its place, its words and its steps', () => {
  const [scenario, ...others] = compileText(example(STEPS))
  expect(others).toEqual([])
  expect(scenario).toMatchObject({
    id: 'features/a/boxes.feature#SYST-CHK-01/a-box',
    uri: 'features/a/boxes.feature',
    line: 4,
    feature: 'Boxes',
    rule: 'A box holds what was put into it',
    name: 'A box',
    clauses: ['SYST-CHK-01'],
    needs: ['host'],
    slow: false,
    tags: ['@SYST-CHK-01'],
  })
  expect(scenario?.topology.servers).toMatchObject([{ name: 'B1', zone: 'UTC', volumes: [] }])
  expect(scenario?.steps).toEqual([
    {
      role: 'when',
      text: 'When it is opened',
      line: 6,
      step: { do: 'server.query', with: {}, as: 'it' },
    },
    {
      role: 'then',
      text: 'Then it holds red paint',
      line: 7,
      step: { reply: 'it', expect: { colour: 'red' } },
    },
  ])
})

test('And and But take the role of what stands before them', () => {
  const [scenario] = compileText(
    example([
      'Given a box B1',
      'And it is opened',
      'When it is opened',
      'But it is opened',
      'Then it holds red paint',
      'And it holds red paint',
    ]),
  )
  expect(scenario?.steps.map(({ role }) => role)).toEqual(['given', 'when', 'when', 'then', 'then'])
  expect(scenario?.steps[0]?.text).toBe('And it is opened')
})

test('a background comes first in every example, with its own lines', () => {
  const text = `Feature: Boxes
  Background:
    Given a box B1
    And it is opened
  Example: One
    Then it holds red paint
  Rule: Two
    Background:
      Given a box B2
    Example: Two
      Then it holds red paint
`
  const [one, two] = compileText(text)
  expect(one?.steps.map(({ line }) => line)).toEqual([4, 6])
  expect(two?.steps.map(({ line }) => line)).toEqual([4, 11])
  expect(two?.topology.servers.map(({ name }) => name)).toEqual(['B1', 'B2'])
  expect([one?.rule, two?.rule]).toEqual(['', 'Two'])
})

const OUTLINE = `Feature: Boxes
  @SYST-CHK-01 @slow @needs:vss
  Scenario Outline: A box of <content>
    Given a box B1
    When it is opened
    Then it holds <content>

    Examples: one
      | content   | note |
      | red paint | x    |

    @SYST-CHK-02
    Examples: another
      | content     | note |
      | green paint | y    |
`

test('an outline becomes a scenario for each row, named by its first cell', () => {
  const scenarios = compileText(OUTLINE)
  expect(scenarios.map(({ id, line }) => `${id} ${line}`)).toEqual([
    'features/a/boxes.feature#SYST-CHK-01/a-box-of/red-paint 10',
    'features/a/boxes.feature#SYST-CHK-01/a-box-of/green-paint 15',
  ])
  const [red, green] = scenarios
  expect(red).toMatchObject({ slow: true, needs: ['vss', 'host'], name: 'A box of red paint' })
  expect(red?.steps[1]?.text).toBe('Then it holds red paint')
  expect(red?.clauses).toEqual(['SYST-CHK-01'])
  expect(green?.clauses).toEqual(['SYST-CHK-01', 'SYST-CHK-02'])
})

test('ids are free of line numbers: a line above changes none', () => {
  const ids = (text: string) => compileText(text).map(({ id }) => id)
  expect(ids(`# a remark\n\n${example(STEPS)}`)).toEqual(ids(example(STEPS)))
})

test('a doc string or a table that a phrase takes is handed on', () => {
  const [scenario] = compileText(
    example([
      'Given a box B1',
      'When it is opened',
      'Then it holds these',
      '  | a | b |',
      '  | 1 |  |',
    ]),
  )
  expect(scenario?.steps[1]?.step.expect).toEqual([
    ['a', 'b'],
    ['1', ''],
  ])
})

describe('what cannot become a scenario is refused, with its place', () => {
  const place = 'features/a/boxes.feature:6: '

  test('a step that no phrase says, with the nearest', () =>
    checkRefused(
      example(['Given a box B1', 'When it is openned']),
      `${place}no phrase says "it is openned"`,
      'Hint: the nearest is "it is opened".',
    ))
  test('a step like nothing there is', () =>
    checkRefused(example(['Given a box B1', 'When zzzz']), `${place}no phrase says "zzzz"`))
  test('a step that fits two phrases, with both', () =>
    checkRefused(
      example(['Given a box B1', 'Then it holds 2 balls']),
      `${place}"it holds 2 balls" fits two phrases: it holds {int} ball(s) and it holds {int} {word}`,
    ))
  test('a parameter that does not mean anything', () =>
    checkRefused(
      example(['Given a box B1', 'Then it holds blue paint']),
      `${place}"it holds blue paint": "blue paint" is no colour; there is red paint`,
    ))
  test('a table that is missing', () =>
    checkRefused(
      example(['Given a box B1', 'Then it holds these']),
      `${place}"it holds these" wants a data table under it`,
    ))
  test('a table that nobody wants', () =>
    checkRefused(
      example(['Given a box B1', 'When it is opened', '  | a |']),
      `${place}"it is opened" wants nothing under it`,
    ))
  test('a doc string that nobody wants', () =>
    checkRefused(
      example(['Given a box B1', 'When it is opened', '  """', '  text', '  """']),
      `${place}"it is opened" wants nothing under it`,
    ))
  test('an example without a server', () =>
    checkRefused(example(['When it is opened']), 'boxes.feature:4: "A box" names no server'))
  test('two examples of one id', () =>
    checkRefused(
      `${example(STEPS, 'A box')}${example(STEPS, 'A  box!').split('\n').slice(3).join('\n')}`,
      'boxes.feature:8: the same id as the example in line 4',
      'Hint: Give the two different titles or first cells.',
    ))
  test('two rows of one first cell', () =>
    checkRefused(
      OUTLINE.replace('| red paint | x    |', '| red paint | x    |\n      | red paint | y |'),
      'the same id as the example in line 10',
    ))
  test('a capability that is none', () =>
    checkRefused(
      example(STEPS).replace('@SYST-CHK-01', '@SYST-CHK-01 @needs:magic'),
      '@needs:magic names no capability',
    ))
  test('a text that is no feature, with line and column', () =>
    checkRefused(`${example(STEPS)}      Nonsense\n`, 'boxes.feature: (8:7)'))
  test('a server of an impossible name', () =>
    checkRefused(example(['Given a box 1B']), 'boxes.feature:5: "a box 1B": name: Invalid string'))
})

test('the uses of each phrase are counted, the unused ones too', () => {
  const uses = withPhrases(() => {
    const compiler = new FeatureCompiler()
    compiler.compile('a.feature', example(STEPS))
    compiler.compile('b.feature', example(STEPS))
    return Object.fromEntries(compiler.uses)
  })
  expect(uses).toMatchObject({ 'a box {word}': 2, 'it is opened': 2, 'it holds these': 0 })
})

test('who listens hears every step, machines included', () => {
  const heard: string[] = []
  withPhrases(() =>
    new FeatureCompiler(({ role, text }) => void heard.push(`${role} ${text}`)).compile(
      'a.feature',
      example(STEPS),
    ),
  )
  expect(heard).toEqual(['given a box B1', 'when it is opened', 'then it holds red paint'])
})

test('an empty feature holds no scenario', () => expect(compileText('Feature: x\n')).toEqual([]))

test('a clause is capitals, an area and a number', () => {
  for (const tag of ['@SYST-ERR-02', '@A-B-1']) expect(isClauseTag(tag)).toBe(true)
  for (const tag of ['SYST-ERR-02', '@syst-err-02', '@SYST-ERR', '@SYST-ERR-02x', '@needs:vss'])
    expect(isClauseTag(tag)).toBe(false)
})
