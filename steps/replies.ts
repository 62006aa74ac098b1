// Expectations on replies that were kept, shared by everything that talks, ends or has an order.

import {
  type CommandStep,
  command,
  type Pattern,
  phrase,
  type ReplyStep,
  type Table,
  tablePhrase,
} from '../harness/index.js'
import { choice, chosen } from './parameter-types.js'

/** How a job that ended one way or the other looks in any list of jobs. */
export const JOB_STATE = { completed: 'Completed', failed: 'Failed' } as const

type Ended = keyof typeof JOB_STATE
type Deed = Readonly<Record<Ended, ReplyStep>>
type Speaker = (says: (pattern: Pattern) => Pattern, text: string) => ReplyStep | CommandStep
type Sequence = (cells: readonly string[]) => ReplyStep

const CHECK_NAMES = [
  'agent-version',
  'connectivity',
  'agent-service',
  'scratch-space',
  'interference',
  'schedule',
  'updates',
  'unsupported-items',
  'system-clock',
  'dotnet',
  're-registration',
  'offline-powershell',
  'platform',
  'windows-server-backup',
  'system-volume-information',
  'services',
  'wsb-powershell',
  'vss-timeout',
  'busy-writer',
  'shadow-storage',
  'efi-lock',
] as const

const CHECKS: Readonly<Record<string, string>> = Object.fromEntries(
  CHECK_NAMES.map((name) => [name, name]),
)

choice('check', 'A check of the diagnosis', CHECKS)

choice('outcome', 'What a check came to', {
  pass: 'pass',
  fail: 'fail',
  'not applicable': 'not-applicable',
  flagged: 'flagged',
})

choice<Deed>('deed', 'Something that came to an end', {
  'system state backup': {
    completed: { reply: 'job', expect: { state: JOB_STATE.completed } },
    failed: { reply: 'job', expect: { state: JOB_STATE.failed } },
  },
  command: {
    completed: { reply: 'command', expect: { exitCode: 0 } },
    failed: { reply: 'command', expect: { exitCode: { $not: 0 } } },
  },
  'start of the recovered server': {
    completed: { reply: 'recovery', expect: { started: true } },
    failed: {
      reply: 'recovery',
      expect: { started: false, screen: { $contains: 'inaccessible boot device' } },
    },
  },
  backup: {
    completed: { reply: 'backup', expect: { state: 'completed' } },
    failed: { reply: 'backup', expect: { state: 'failed' } },
  },
  restore: {
    completed: { reply: 'restore', expect: { state: 'completed' } },
    failed: { reply: 'restore', expect: { state: 'failed' } },
  },
  validation: {
    completed: { reply: 'validation', expect: { passed: true } },
    failed: { reply: 'validation', expect: { passed: false } },
  },
})

phrase(
  'the {deed} {ended}',
  'How the last job of the agent, command line, validation, recovery, backup or restore came out.',
  (deed: Deed, ended: Ended) => deed[ended],
)

function textOf(reply: string, key: string): Speaker {
  return (says, text) => ({ reply, expect: { [key]: says({ $contains: text }) } })
}

function oneOf(reply: string, key: string): Speaker {
  return (says, text) => ({ reply, expect: { [key]: says({ $has: { $contains: text } }) } })
}

function detailOf(check: string): Speaker {
  return (says, text) => ({
    reply: 'diagnosis',
    expect: {
      findings: {
        $all: [{ $has: { check } }, says({ $has: { check, detail: { $contains: text } } })],
      },
    },
  })
}

function inDocument(backup: string): Speaker {
  return (says, text) =>
    command('requestor.document', { backup }, { expect: { xml: says({ $contains: text }) } })
}

choice<Speaker>('speaker', 'Something that is read', {
  'the job message': textOf('job', 'message'),
  'the output': textOf('command', 'text'),
  'the validation': oneOf('validation', 'lines'),
  'the verdict': textOf('validation', 'verdict'),
  'the recovery plan': oneOf('recovery plan', 'warnings'),
  'the wizard title': textOf('wizard', 'title'),
  'the wizard page': textOf('wizard', 'text'),
  'the wizard refusal': textOf('wizard', 'refused'),
  ...Object.fromEntries(CHECK_NAMES.map((name) => [`the check ${name}`, detailOf(name)])),
  'the writer metadata': (says, text) =>
    command('requestor.metadata', {}, { expect: { xml: says({ $contains: text }) } }),
  ...Object.fromEntries(
    ['base', 'monday'].map((name) => [`the document of "${name}"`, inDocument(name)]),
  ),
})

choice('says', 'Whether a text is there', {
  says: (pattern: Pattern): Pattern => pattern,
  'does not say': (pattern: Pattern): Pattern => ({ $not: pattern }),
})

phrase(
  '{speaker} {says} {string}',
  'Whether a text occurs in what is read, in any case of letters. Of lists, one line has it.',
  (speaker: Speaker, says: (pattern: Pattern) => Pattern, text: string) => speaker(says, text),
)

choice<Sequence>('sequence', 'Something with an order', {
  'the diagnosis': (cells) => ({
    reply: 'diagnosis',
    expect: {
      findings: { $ordered: cells.map((cell) => ({ check: chosen('check', CHECKS, cell) })) },
    },
  }),
  'the validation': (cells) => ({
    reply: 'validation',
    expect: { lines: { $ordered: cells.map((cell) => ({ $contains: cell })) } },
  }),
  'the wizard': (cells) => ({ reply: 'wizard', expect: { pages: cells } }),
  'the watched job, its progress never falling,': (cells) => ({
    reply: 'watched job',
    expect: { states: cells, progress: { $ascending: true } },
  }),
})

tablePhrase(
  '{sequence} follows this order',
  'Checks of the diagnosis and lines of the validation: others may stand between. Pages of the wizard and states of a watched job: these and no others.',
  (sequence: Sequence, rows: Table) => sequence(rows.flat()),
)

choice('refusal', 'Why a request is not granted', {
  'unsupported platform': 'unsupported-platform',
  'agent still registered': 'agent-registered',
  'server still in the portal': 'server-in-portal',
  'wrong passphrase': 'wrong-passphrase',
  'Azure PowerShell missing': 'azure-powershell-missing',
})

phrase(
  'the request is refused: {refusal}',
  'The last request to the agent (a schedule, a registration, an offline backup) was not granted.',
  (code: string) => ({ reply: 'request', expect: { refused: { code } } }),
)
