// What must hold once a run is healed: live data, backups that were reported as completed, and the
// chains that rest on them.

import type { Claim } from '../check/backups.js'
import { contentPattern } from '../check/content.js'
import type { Pattern } from '../model/pattern.js'
import type { Json, Reply } from '../model/reply.js'
import type { Conversation } from './conversation.js'
import type { Course } from './course.js'
import { proveSystemState } from './system-state.js'
import type { Violation } from './violation.js'

export interface Damage {
  /** Bytes were damaged: whoever reads them may refuse, and must not be wrong in silence. */
  readonly damaged: boolean
  /** What was lost cannot be told from what never was. */
  readonly relaxed: boolean
  /** A page may be an older one that is sound in itself. */
  readonly unknowable: boolean
}

export async function prove(
  course: Course,
  conversation: Conversation,
  damage: Damage,
): Promise<Violation | undefined> {
  if (conversation.proof === 'system state') return proveSystemState(course, damage)
  return (
    (await proveLive(course, damage)) ??
    (await proveAfter(course, conversation, damage)) ??
    (await proveBackups(course, conversation, damage))
  )
}

async function proveLive(course: Course, damage: Damage): Promise<Violation | undefined> {
  for (const database of course.oracle.databases) {
    if (course.oracle.isBroken(database)) continue
    const wrong = await proveDatabase(course, damage, {
      database,
      property: 'durable',
      wrong: (value) => course.oracle.check(database, value, damage.relaxed),
      right: () => contentOf(course.oracle.contentOf(database)),
    })
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function contentOf(content: Parameters<typeof contentPattern>[0] | undefined): Pattern | undefined {
  return content === undefined ? undefined : contentPattern(content)
}

/** What is done after healing must work. */
async function proveAfter(
  course: Course,
  conversation: Conversation,
  { damaged }: Damage,
): Promise<Violation | undefined> {
  for (const step of conversation.after) {
    if (!('do' in step)) continue
    const base = step.do === 'requestor.backup' ? step.with['base'] : undefined
    // Without its base a differential is refused, and rightly so.
    if (base !== undefined && !isWhole(course, base)) continue
    const wrong = lastUnfinished(course, await course.perform(step), 'recovers', step.do)
    if (wrong !== undefined) return damaged ? undefined : wrong
  }
  return undefined
}

function isWhole({ oracle }: Course, base: Json): boolean {
  return oracle.claims.some(({ backup, partly }) => backup === base && !partly)
}

/** What a command came to, where it should have come to its end and completed. */
export function unfinished(
  step: number,
  reply: Reply,
  property: 'recovers' | 'restorable',
  what: string,
): Violation | undefined {
  if (reply.kind === 'refused') {
    const { code, message } = reply.refusal
    if (code === 'no-answer')
      return { property: 'answers', message: `${what} never ends`, step, expect: {} }
    return { property, message: `${what} is refused: ${code}, ${message}`, step, expect: {} }
  }
  if (reply.kind !== 'done') return undefined
  const { state, phase, code, message } = reply.value as { readonly [key: string]: Json }
  if (state !== 'failed') return undefined
  return {
    property,
    message: `${what} fails in ${phase}: ${code}, ${message}`,
    step,
    expect: { state: 'completed' },
  }
}

function lastUnfinished(
  { performed }: Course,
  reply: Reply,
  property: 'recovers' | 'restorable',
  what: string,
): Violation | undefined {
  return unfinished(performed.length - 1, reply, property, what)
}

async function proveBackups(
  course: Course,
  { proof, sites }: Conversation,
  damage: Damage,
): Promise<Violation | undefined> {
  for (const chain of chainsOf(course.oracle.claims)) {
    const claim = chain.at(-1) as Claim
    const done =
      claim.purpose === 'app-rollback'
        ? await attach(course, claim)
        : claim.mode === 'noncomponent' || proof === 'put back'
          ? await putBack(course, claim, sites.instances[0] ?? '')
          : await restore(course, chain)
    if (done !== undefined && !damage.damaged) return { ...done, claimed: claim.backup }
    if (done !== undefined) continue
    const wrong = await proveRestored(course, claim, damage)
    if (wrong !== undefined) return { ...wrong, claimed: claim.backup }
  }
  return undefined
}

/** The newest chain, and every backup that stands alone. */
function chainsOf(claims: readonly Claim[]): Claim[][] {
  const chains: Claim[][] = []
  const isBase = new Set(claims.flatMap(({ type, base }) => (type === 'full' ? [] : [base])))
  for (const claim of claims) {
    if (isBase.has(claim.backup)) continue
    const base = claims.find(({ backup }) => backup === claim.base)
    if (claim.base === undefined) chains.push([claim])
    else if (base !== undefined) chains.push([base, claim])
  }
  return chains
}

async function restore(course: Course, chain: readonly Claim[]): Promise<Violation | undefined> {
  const { partly, components } = chain.at(-1) as Claim
  for (const [index, { backup }] of chain.entries()) {
    const more = index < chain.length - 1
    const reply = await course.send('requestor.restore', {
      backup,
      ...(partly ? { components: [...components] } : {}),
      ...(more ? { additionalRestores: 'all' as const } : {}),
    })
    const wrong = lastUnfinished(course, reply, 'restorable', `the restore of ${backup}`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

async function putBack(
  course: Course,
  { backup }: Claim,
  instance: string,
): Promise<Violation | undefined> {
  await course.send('instance.control', { instance, action: 'stop' })
  const reply = await course.send('requestor.put-back', { backup })
  const wrong = lastUnfinished(course, reply, 'restorable', `putting ${backup} back`)
  await course.send('instance.control', { instance, action: 'start' })
  return wrong
}

async function attach(course: Course, claim: Claim): Promise<Violation | undefined> {
  for (const database of claim.components) {
    const as = attachedName(database)
    const reply = await course.send('snapshot.attach', { backup: claim.backup, of: database, as })
    const wrong = lastUnfinished(course, reply, 'restorable', `attaching ${database}`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function attachedName(database: string): string {
  return `${database}Then`
}

async function proveRestored(
  course: Course,
  claim: Claim,
  damage: Damage,
): Promise<Violation | undefined> {
  for (const of of claim.components) {
    const wrong = await proveDatabase(course, damage, {
      database: claim.purpose === 'app-rollback' ? attachedName(of) : of,
      property: 'faithful',
      wrong: (value) => course.oracle.checkBackup(claim, of, value, damage.relaxed),
      right: () => contentOf(course.oracle.contentIn(claim, of)),
    })
    if (wrong !== undefined) return wrong
  }
  return undefined
}

interface Look {
  readonly database: string
  readonly property: 'durable' | 'faithful'
  readonly wrong: (value: Json) => string[]
  readonly right: () => Pattern | undefined
}

/** A database whose log could not be written stays closed until somebody starts it again. */
async function readPatiently(course: Course, database: string): Promise<Reply> {
  const read = await course.send('sql.read', { database })
  if (read.kind !== 'refused' || read.refusal.code !== LOG_NOT_AVAILABLE) return read
  for (const change of ['take offline', 'bring online'] as const)
    await course.send('sql.alter', { database, changes: [{ change }] })
  return course.send('sql.read', { database })
}

const LOG_NOT_AVAILABLE = '9001'

/** Every row and every filled page is compared, and the pages are checked among one another. */
async function proveDatabase(
  course: Course,
  { damaged, unknowable }: Damage,
  { database, property, wrong, right }: Look,
): Promise<Violation | undefined> {
  const read = await readPatiently(course, database)
  const step = course.performed.length - 1
  const expect = right()
  if (read.kind !== 'done') {
    if (damaged) return undefined
    const why = read.kind === 'refused' ? `${read.refusal.code}, ${read.refusal.message}` : ''
    return {
      property: property === 'durable' ? 'recovers' : 'restorable',
      message: `${database} cannot be read: ${why}`,
      step,
      expect: expect ?? {},
    }
  }
  const [first] = wrong(read.value)
  const check = await course.send('sql.check', { database })
  const errors = check.kind === 'done' ? (check.value as { errors: Json[] }).errors : ['refused']
  if (errors.length > 0 && damaged) return undefined
  if (first !== undefined && unknowable) return undefined
  if (first !== undefined)
    return { property, message: `${database}: ${first}`, step, ...(expect && { expect }) }
  if (errors.length === 0) return undefined
  return {
    property: 'sound',
    message: `${database} is damaged: ${String(errors[0])}`,
    step: step + 1,
    expect: { errors: { $count: 0 } },
  }
}
