import { command, type Params, phrase, type Table, tablePhrase } from '../harness/index.js'
import { choice } from './parameter-types.js'
import { saysAll } from './tables.js'

choice('log', 'An event log', { Application: 'Application', System: 'System' })

tablePhrase(
  'during the job the {log} log {holds} a warning or error of {word} that says',
  'Whether there is one entry, not earlier than the start and not later than the end of the last job of the agent, with all of these texts.',
  (log: Params<'events.query'>['log'], holds: string, source: string, rows: Table) => {
    const entry = { level: { $not: 'Information' }, text: saysAll(rows) }
    const asked = { log, source, during: 'agent' } as const
    return command('events.query', asked, { expect: { entries: { [holds]: entry } } })
  },
)

phrase('{duration} pass(es)', 'Lets time pass; what is due in it happens.', (seconds: number) =>
  command('clock.advance', { seconds }),
)
