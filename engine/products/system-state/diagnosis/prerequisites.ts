import { inspectService } from '../../../host/index.js'
import { faultInForce, noteEffect } from '../../../sim/index.js'
import { LOCAL_SYSTEM, rightOf, SYSTEM_VOLUME_INFORMATION } from '../../../volume/index.js'
import { backupFeature } from '../features.js'
import type { Machine } from '../machine.js'
import { DEPENDENT_SERVICES } from '../readiness.js'
import { runLine } from '../shell/shell.js'
import { windowsVolume } from '../system-files.js'
import type { Check } from './basic-checks.js'
import { type CheckResult, fail, pass, passUnless } from './finding.js'

export const PREREQUISITES: readonly (readonly [string, Check])[] = [
  ['windows-server-backup', windowsServerBackup],
  ['system-volume-information', systemVolumeInformation],
  ['services', services],
  ['wsb-powershell', wsbPowershell],
]

function windowsServerBackup(machine: Machine): CheckResult {
  const feature = backupFeature(machine)
  return feature === 'usable' ? pass() : fail(feature)
}

function systemVolumeInformation(machine: Machine): CheckResult {
  const volume = windowsVolume(machine)
  const path = `${volume.name}\\${SYSTEM_VOLUME_INFORMATION}`
  const answer = rightOf(volume, SYSTEM_VOLUME_INFORMATION, LOCAL_SYSTEM)
  const right = answer.ok ? answer.value : 'none'
  if (right === 'full-control') return pass(path)
  const fault = faultInForce(machine.sim.faults, 'permission-removed', volume.name)
  if (fault !== undefined) noteEffect(fault, machine.sim.now, `${LOCAL_SYSTEM} had ${right}`)
  return fail(`${LOCAL_SYSTEM} has ${right} on ${path}, needs full control`)
}

function services(machine: Machine): CheckResult {
  return passUnless(
    DEPENDENT_SERVICES.flatMap(({ name, startType }) => {
      const found = inspectService(machine.host, name)
      const lines: string[] = []
      if (found.state !== 'Running') lines.push(`${name}: not running`)
      if (found.startType !== startType)
        lines.push(`${name}: expected ${startType}, found ${found.startType}`)
      return lines
    }),
  )
}

function wsbPowershell(machine: Machine): CheckResult {
  const answer = runLine(machine, { shell: 'PowerShell', elevated: true, line: 'Get-WBJob' })
  return answer.exitCode === 0 ? pass() : fail(answer.text)
}
