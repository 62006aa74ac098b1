import { command, type Params, phrase } from '../harness/index.js'
import { choice, FIRST_PASSPHRASE } from './parameter-types.js'

type Occasion = Params<'diagnosis.run'>

choice<Occasion>('occasion', 'What the operator is about to do', {
  'a backup': { intent: 'backup' },
  'a re-registration with the first passphrase': {
    intent: 're-registration',
    passphrase: FIRST_PASSPHRASE,
  },
  'a re-registration with another passphrase': {
    intent: 're-registration',
    passphrase: 'passphrase-two-long-enough',
  },
  'an offline backup with COPY01': { intent: 'offline-backup', copyComputer: 'COPY01' },
})

phrase(
  'the diagnosis runs before {occasion}',
  'Basic checks, prerequisites, then the remedies for the last failure; the reply is the diagnosis.',
  (occasion: Occasion) => command('diagnosis.run', occasion, { as: 'diagnosis' }),
)

phrase(
  'the check {check} is {outcome}',
  'What one check of the last diagnosis came to.',
  (check: string, outcome: string) => ({
    reply: 'diagnosis',
    expect: { findings: { $has: { check, outcome } } },
  }),
)
