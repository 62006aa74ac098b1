// The thirteen basic checks of the document, in its order. Each looks at the machine as it is now.

import { compareVersions, inspectService } from '../../../host/index.js'
import { faultInForce, noteEffect } from '../../../sim/index.js'
import { freeBytes, type Volume } from '../../../volume/index.js'
import {
  AGENT_SERVICE,
  SCRATCH_FOLDER,
  SCRATCH_SHARE_COMFORTABLE,
  SCRATCH_SHARE_MIN,
  scratchVolume,
  vaultIsReachable,
} from '../agent.js'
import type { Machine } from '../machine.js'
import { missingModules } from '../offline.js'
import { reRegistrationProblems } from '../registration.js'
import { scheduleHealth } from '../schedule.js'
import { unsupportedItems } from '../selection.js'
import type { DiagnosisRequest } from './diagnosis.js'
import { type CheckResult, fail, flagged, NOT_APPLICABLE, pass, passUnless } from './finding.js'

const DOTNET_VERSION_MIN = '4.5.2'

export type Check = (machine: Machine, request: DiagnosisRequest) => CheckResult

export const BASIC_CHECKS: readonly (readonly [string, Check])[] = [
  ['agent-version', agentVersion],
  ['connectivity', connectivity],
  ['agent-service', agentService],
  ['scratch-space', scratchSpace],
  ['interference', interference],
  ['schedule', schedule],
  ['updates', updates],
  ['unsupported-items', (machine) => passUnless(unsupportedItems(machine))],
  ['system-clock', systemClock],
  ['dotnet', dotnet],
  ['re-registration', reRegistration],
  ['offline-powershell', offlinePowershell],
  ['platform', platform],
]

function agentVersion({ host, market }: Machine): CheckResult {
  const installed = host.software.get('agent')
  const latest = market.published.get('agent') ?? '0'
  if (installed === undefined) return fail('the agent is not installed')
  return compareVersions(installed, latest) >= 0
    ? pass(installed)
    : fail(`installed ${installed}, published ${latest}`)
}

function connectivity(machine: Machine): CheckResult {
  return vaultIsReachable(machine) ? pass() : fail('the vault cannot be reached')
}

function agentService({ host }: Machine): CheckResult {
  const { state } = inspectService(host, AGENT_SERVICE)
  return state === 'Running' ? pass(state) : fail(`${AGENT_SERVICE}: ${state}`)
}

function scratchSpace(machine: Machine): CheckResult {
  const volume = scratchVolume(machine)
  if (volume === undefined) return fail('the scratch volume is missing')
  const share = volumeFree(machine, volume.name) / volume.sizeBytes
  const percent = `${(share * 100).toFixed(1)} % free on ${volume.name}`
  if (share < SCRATCH_SHARE_COMFORTABLE) noteFull(machine, volume.name, percent)
  if (share < SCRATCH_SHARE_MIN) return fail(percent)
  return share < SCRATCH_SHARE_COMFORTABLE ? pass(`${percent}: within the 5-10% band`) : pass()
}

function noteFull(machine: Machine, volume: string, evidence: string): void {
  const full = faultInForce(machine.sim.faults, 'disk-full', volume)
  if (full !== undefined) noteEffect(full, machine.sim.now, `the check found ${evidence}`)
}

function volumeFree(machine: Machine, name: string): number {
  const volume = machine.volumes.get(name)
  const answer = volume === undefined ? undefined : freeBytes(volume)
  const free = answer?.ok === true ? answer.value : 0
  return free
}

function interference(machine: Machine): CheckResult {
  const volume = scratchVolume(machine)
  if (volume === undefined) return NOT_APPLICABLE
  const holders = holdersBelow(volume, SCRATCH_FOLDER)
  for (const holder of holders) {
    const fault = faultInForce(machine.sim.faults, 'process-interference', holder)
    if (fault !== undefined) noteEffect(fault, machine.sim.now, `${holder} had a file open`)
  }
  return passUnless(holders.map((holder) => `${holder} holds files in the scratch folder open`))
}

/** Who has files of a folder open, apart from the agent itself. */
function holdersBelow(volume: Volume, folder: string): string[] {
  const inside = [...volume.handles.all].filter(
    ({ names, holder }) => names[0]?.toLowerCase() === folder.toLowerCase() && holder !== 'agent',
  )
  return [...new Set(inside.map(({ holder }) => holder))]
}

function schedule(machine: Machine): CheckResult {
  const health = scheduleHealth(machine)
  switch (health) {
    case 'none':
      return NOT_APPLICABLE
    case 'kept':
      return pass()
    case 'missed, not yet tried by hand':
      return flagged('the scheduled backup did not complete: start one by hand to compare')
    default:
      return fail(health)
  }
}

function updates({ host, market }: Machine): CheckResult {
  const newest = market.published.get('update')
  if (newest === undefined || host.software.get('update') === newest) return pass()
  return fail(`missing: ${newest}`)
}

function systemClock({ host, sim }: Machine): CheckResult {
  if (host.zone === host.siteZone) return pass(host.zone)
  const fault = faultInForce(sim.faults, 'clock-skew', 'clock')
  if (fault !== undefined) noteEffect(fault, sim.now, `the clock was found at ${host.zone}`)
  return fail(`the clock is set to ${host.zone}, the site is in ${host.siteZone}`)
}

function dotnet({ host }: Machine): CheckResult {
  const version = host.software.get('dotnet')
  if (version === undefined) return fail('.NET Framework is not installed')
  return compareVersions(version, DOTNET_VERSION_MIN) >= 0
    ? pass(version)
    : fail(`found ${version}, needs ${DOTNET_VERSION_MIN} or later`)
}

function reRegistration(machine: Machine, request: DiagnosisRequest): CheckResult {
  if (request.intent !== 're-registration') return NOT_APPLICABLE
  return passUnless(reRegistrationProblems(machine, request.passphrase))
}

function offlinePowershell(machine: Machine, request: DiagnosisRequest): CheckResult {
  if (request.intent !== 'offline-backup') return NOT_APPLICABLE
  return passUnless(missingModules(machine.host, request.copyComputer))
}

function platform({ host }: Machine): CheckResult {
  return host.platform === 'azure-vm' ? flagged('the agent runs on an Azure VM') : pass()
}
