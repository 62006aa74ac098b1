// How something came out: refused with a code, after so long, or as a table of fields tells.

import { type Pattern, parameterType, phrase, type Table, tablePhrase } from '../harness/index.js'
import { type Columns, count, list, says, text, yesNo } from './listing-columns.js'
import { choice, chosen } from './parameter-types.js'

choice('asked', 'Something that was asked for', {
  write: 'write',
  change: 'change',
  'native backup': 'native backup',
  'native restore': 'native restore',
  'snapshot backup': 'snapshot backup',
  suspension: 'suspension',
  copy: 'copy',
  attachment: 'attachment',
  transfer: 'transfer',
  'control of the instance': 'control of the instance',
  'work on the file': 'work on the file',
  backup: 'backup',
})

parameterType({
  name: 'code',
  doc: 'What a refusal says: SQL error 3136, or a name such as sharing-violation',
  regexp: /SQL error \d+|[A-Za-z0-9_-]+/,
  transform: (text) => text.replace('SQL error ', ''),
})

phrase(
  'the {asked} is refused with {code}',
  'The last of its kind was not granted, and why.',
  (reply: string, code: string) => ({ reply, expect: { refused: { code } } }),
)

phrase('the {asked} is granted', 'The last of its kind was.', (reply: string) => ({
  reply,
  expect: {},
}))

phrase(
  'the {asked} has taken {bound} {duration}',
  'From the moment it was asked for, waiting included.',
  (reply: string, bound: string, seconds: number) => ({
    reply,
    expect: { tookMs: { [bound]: seconds * 1_000 } },
  }),
)

const JOB: Columns = {
  state: text('state'),
  phase: text('phase'),
  code: text('code'),
  'message says': says('message'),
  'message does not say': { key: 'message', read: (cell) => ({ $not: { $contains: cell } }) },
  'writer state': text('writerState'),
  'writer code': text('writerCode'),
  'copied bytes': count('copiedBytes'),
  'left out': list('leftOut'),
  volumes: list('volumes'),
}

choice<{ reply: string; fields: Columns }>('job', 'A job whose fields can be looked at', {
  backup: { reply: 'backup', fields: JOB },
  restore: { reply: 'restore', fields: JOB },
  plan: { reply: 'plan', fields: { accepted: yesNo('accepted') } },
})

tablePhrase(
  'the {job} shows',
  `One field per row: ${Object.keys(JOB).join(', ')}; of a plan: accepted.`,
  ({ reply, fields }: { reply: string; fields: Columns }, rows: Table) => ({
    reply,
    expect: {
      $all: rows.map(([title = '', cell = '']): Pattern => {
        const { key, read } = chosen('field', fields, title)
        return { [key]: read(cell) }
      }),
    },
  }),
)
