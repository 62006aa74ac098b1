// The page of step phrases, features/README.md: generated, so that it cannot lag behind.

import { parameterNames } from '../cucumber/matcher.js'
import type { ParameterType, Phrase } from '../cucumber/phrases.js'
import { MOMENTS } from '../model/requestor-commands.js'

/** The whole page; `frostproof clauses --vocabulary` prints it and tidy compares the file with it. */
export async function vocabularyPage(): Promise<string> {
  await import('../../steps/index.js')
  const { parameterTypes, phrases } = await import('../cucumber/phrases.js')
  return pageOf(phrases, parameterTypes)
}

export function pageOf(phrases: readonly Phrase[], types: readonly ParameterType[]): string {
  const used = new Set(phrases.flatMap((phrase) => parameterNames(phrase.expression)))
  const lines = [
    '# The vocabulary of the features',
    '',
    '<!-- Generated: npx frostproof clauses --vocabulary > features/README.md -->',
    '',
    `Every step is one of these ${phrases.length} phrases.`,
    'Each builds exactly one command, one expectation, or one machine that is there from the start.',
    'Words in braces are parameters, `(s)` may be left out, `a/b` is a choice.',
    '',
    '## Moments',
    '',
    'Any phrase that makes a command can be put off to a moment of a backup or restore that is still to come: `when frozen, row 5 of Sales is set to "late"`.',
    'It is carried out when the conversation gets there; what it came to is looked at in a `Then`.',
    'Frozen is as soon as the databases of the set are, or, where there are none, when every writer has returned from Freeze.',
    `Moments are ${Object.keys(MOMENTS).join(', ')}.`,
    '',
    '## Phrases',
    '',
    ...phrases.flatMap(phraseLines),
    '',
    '## Parameters',
    '',
    ...types
      .filter((type) => used.has(type.name))
      .map((type) => `- \`{${type.name}}\`: ${type.doc}`),
    ...BUILT_IN.filter(([name]) => used.has(name)).map(([name, doc]) => `- \`{${name}}\`: ${doc}`),
  ]
  return `${lines.join('\n')}\n`
}

function phraseLines({ expression, doc, block }: Phrase): string[] {
  const under = { none: '', table: ' A data table follows.', text: ' A doc string follows.' }[block]
  return [`- \`${expression}\``, `  ${doc}${under}`]
}

/** Parameter types that cucumber brings along. */
const BUILT_IN: readonly (readonly [string, string])[] = [
  ['int', 'a whole number'],
  ['float', 'a number'],
  ['word', 'one word'],
  ['string', 'a text in quotes'],
]
