// Every call of a requestor passes here: in order, it is made; out of order, it is VSS_E_BAD_STATE
// and does nothing.

import type { HResult } from '../base/brand.js'
import { type BackupCall, type BackupPhase, CALL_ORDER, mayCall } from './call-order.js'
import { type ContextName, writersTakePart } from './context.js'
import type { Conversation } from './conversation.js'
import type { Vss } from './coordinator.js'
import type { WriterMetadata } from './documents/index.js'
import { hresult, S_OK } from './hresult.js'
import { note } from './journal.js'
import { RESTORE_ORDER, type RestoreCall, type RestorePhase } from './restore-order.js'

export interface Requestor extends Conversation {
  readonly vss: Vss
  /** Who asks. */
  readonly name: string
  readonly account: string
  kind: 'backup' | 'restore'
  phase: BackupPhase | RestorePhase
  context: ContextName
  contextSet: boolean
  gathered: boolean
  /** The components that it added, so that none is added twice. */
  readonly named: Set<string>
  /** What the writers said on the day of the backup that is being restored. */
  savedMetadata: readonly WriterMetadata[]
}

export type Call = BackupCall | RestoreCall

export function call(requestor: Requestor, name: Call, act: () => HResult): HResult {
  if (!mayCallNow(requestor, name)) return hresult('VSS_E_BAD_STATE')
  const result = act()
  if (result === S_OK) advance(requestor, name)
  return result
}

/** The phase after a call that succeeded. */
export function advance(requestor: Requestor, name: Call): void {
  const next = isRestorePhase(requestor.phase)
    ? RESTORE_ORDER[name as RestoreCall].next
    : CALL_ORDER[name as BackupCall].next
  if (next !== undefined) requestor.phase = next
}

export function mayCallNow(requestor: Requestor, name: Call): boolean {
  requestor.vss.host.sim.points.reach(`requestor.${name}`)
  note(requestor.vss, requestor.name, name)
  const { phase } = requestor
  if (isRestorePhase(phase)) return name in RESTORE_ORDER && allowsRestore(name, phase)
  if (!(name in CALL_ORDER)) return false
  return mayCall(name as BackupCall, {
    phase,
    gathered: requestor.gathered,
    writersTakePart: writersTakePart(requestor.context),
  })
}

function allowsRestore(name: Call, phase: RestorePhase): boolean {
  return RESTORE_ORDER[name as RestoreCall].allowed.includes(phase)
}

function isRestorePhase(phase: BackupPhase | RestorePhase): phase is RestorePhase {
  return phase.startsWith('restore')
}
