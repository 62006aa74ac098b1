// What may stand in the places of a phrase. Each type turns text into a value and knows every word it
// takes; a word it does not know is rejected with the words it does.

import { parameterType } from '../harness/index.js'

type Choices<Value> = Readonly<Record<string, Value>>

/** A closed list of texts, several words long where English wants them. */
export function choice<Value>(name: string, doc: string, choices: Choices<Value>): void {
  const texts = Object.keys(choices).sort((left, right) => right.length - left.length)
  const regexp = new RegExp(texts.map(escaped).join('|'))
  const transform = (text: string) => chosen(name, choices, text)
  parameterType({ name, doc: `${doc}: ${Object.keys(choices).join(', ')}`, regexp, transform })
}

/** The value of a text in a closed list; also for the cells of tables. */
export function chosen<Value>(name: string, choices: Choices<Value>, text: string): Value {
  if (!Object.hasOwn(choices, text))
    throw new Error(`"${text}" is no ${name}\nHint: Write ${Object.keys(choices).join(', ')}.`)
  return choices[text] as Value
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}

const SECONDS: Choices<number> = {
  second: 1,
  seconds: 1,
  minute: 60,
  minutes: 60,
  hour: 3600,
  hours: 3600,
}
const BYTES: Choices<number> = { MB: 1024 ** 2, GB: 1024 ** 3 }

function measured(name: string, units: Choices<number>, text: string): number {
  const [count, unit] = text.split(' ')
  return Number(count) * chosen(name, units, unit ?? '')
}

parameterType({
  name: 'duration',
  doc: 'A number and second, minute or hour, also in the plural: 61 seconds',
  regexp: /\d+ [a-z]+/,
  transform: (text) => measured('duration', SECONDS, text),
})

parameterType({
  name: 'size',
  doc: 'A number and MB or GB, where 1 GB is 1024 MB and 1 MB is 1024 * 1024 bytes: 9 GB',
  regexp: /\d+ [A-Za-z]+/,
  transform: (text) => measured('size', BYTES, text),
})

parameterType({
  name: 'volume',
  doc: 'A drive letter with its colon: C:',
  regexp: /[A-Z]:/,
  transform: (text) => text,
})

parameterType({
  name: 'volumeFile',
  doc: 'A file on a volume, without blanks: E:\\notes.txt',
  regexp: /[A-Z]:\\[^\\\s]+/,
  transform: (text) => ({ volume: text.slice(0, 2), file: text.slice(3) }),
})

parameterType({
  name: 'volumeOrFile',
  doc: 'A whole volume or one file on it: E: or E:\\notes.txt',
  regexp: /[A-Z]:(?:\\[^\\\s]+)?/,
  transform: (text) => ({
    volume: text.slice(0, 2),
    ...(text.length > 2 ? { file: text.slice(3) } : {}),
  }),
})

parameterType({
  name: 'time',
  doc: 'A time of day: 02:00',
  regexp: /\d\d:\d\d/,
  transform: (text) => text,
})

choice('bound', 'Which side of a number', { 'at least': '$atLeast', 'at most': '$atMost' })

choice('holds', 'Whether a list has such an element', {
  holds: '$has',
  'does not hold': '$hasNot',
})

choice('ended', 'How something came out', { completed: 'completed', failed: 'failed' })

choice('product', 'A backup product', {
  'the backup agent': 'agent',
  'Windows Server Backup': 'windows-server-backup',
  'product B': 'product-b',
  'product C': 'product-c',
})

/** The one with which a healthy server is registered. */
export const FIRST_PASSPHRASE = 'passphrase-one-long-enough'

choice('passphrase', 'A passphrase: the one of the first registration, or one that is as long', {
  'the first passphrase': FIRST_PASSPHRASE,
  'another passphrase': 'passphrase-two-long-enough',
})
