// The few phrases that look at listings. A listing is one command that only asks; its columns say how
// the cells of a table are read.

import {
  type CommandStep,
  type Pattern,
  parameterType,
  phrase,
  type ReplyStep,
  type Table,
  tablePhrase,
} from '../harness/index.js'
import { type Columns, patternsOf, says, text } from './listing-columns.js'
import { LISTINGS } from './listing-table.js'
import { choice } from './parameter-types.js'
import { SUBJECTS } from './sql-words.js'

const KEPT: Readonly<
  Record<string, { readonly reply: string; readonly key: string; readonly columns: Columns }>
> = {
  'findings about the backup': {
    reply: 'backup',
    key: 'findings',
    columns: { about: text('about'), says: says('text') },
  },
  'findings about the restore': {
    reply: 'restore',
    key: 'findings',
    columns: { about: text('about'), says: says('text') },
  },
  'findings about the plan': {
    reply: 'plan',
    key: 'findings',
    columns: { about: text('about'), says: says('text') },
  },
  'results of the calls': {
    reply: 'calls',
    key: 'results',
    columns: { call: text('call'), code: text('code') },
  },
}

/** Something to look at: a question, or a reply that was kept. */
interface Looked {
  readonly ask: () => CommandStep
  readonly step: (expect: Pattern) => CommandStep | ReplyStep
  readonly key: string
  readonly columns: Columns
}

export function lookedAt(title: string): Looked {
  const kept = KEPT[title]
  if (kept !== undefined)
    return {
      ...kept,
      ask: () => {
        throw new Error(`the ${title} are no question, and noted already`)
      },
      step: (expect) => ({ reply: kept.reply, expect }),
    }
  for (const listing of LISTINGS) {
    if (!title.startsWith(listing.title)) continue
    const subject = title.slice(listing.title.length).trim()
    if (!SUBJECTS[listing.subject].whole.test(subject)) continue
    const ask = listing.ask(SUBJECTS[listing.subject].read(subject))
    return { ...listing, ask: () => ask, step: (expect) => ({ ...ask, expect }) }
  }
  throw new Error(`nothing lists "${title}"`)
}

const titles = [
  ...Object.keys(KEPT),
  ...LISTINGS.map(({ title, subject }) =>
    subject === 'none' ? title : `${title} ${SUBJECTS[subject].source}`,
  ),
]

parameterType({
  name: 'listing',
  doc: `Something that can be listed: ${[
    ...LISTINGS.map(({ title, subject }) => (subject === 'none' ? title : `${title} <${subject}>`)),
    ...Object.keys(KEPT),
  ].join(', ')}`,
  regexp: new RegExp(titles.map((title) => `(?:${title})`).join('|')),
  transform: lookedAt,
})

type Relation = (rows: readonly Pattern[]) => Pattern

choice<Relation>('relation', 'How a listing relates to the rows of a table', {
  'are exactly': (rows) => ({ $exactly: rows }),
  include: (rows) => ({ $all: rows.map((row) => ({ $has: row })) }),
  'do not include': (rows) => ({ $all: rows.map((row) => ({ $hasNot: row })) }),
  'are in this order, among others': (rows) => ({ $ordered: rows }),
})

tablePhrase(
  'the {listing} {relation}',
  'What is listed, asked now, or in the last job. The first row names the columns that count; without another row, there is nothing. Cells that count something may say at least or at most.',
  (listing: Looked, relation: Relation, rows: Table) =>
    listing.step({ [listing.key]: relation(patternsOf(listing.columns, rows)) }),
)

phrase(
  'the {listing} are noted as {string}',
  'Asks now and keeps the answer for later.',
  (listing: Looked, as: string) => ({ ...listing.ask(), as }),
)

choice<(kept: Pattern) => Pattern>('sameness', 'Whether what is listed is what it was', {
  'are as noted in': (kept) => kept,
  'differ from those noted in': (kept) => ({ $not: kept }),
})

phrase(
  'the {listing} {sameness} {string}',
  'Compares everything that is listed, columns that no table names as well.',
  (listing: Looked, same: (kept: Pattern) => Pattern, note: string) =>
    listing.step({ [listing.key]: same({ $kept: `${note}.${listing.key}` }) }),
)
