import { describe, expect, test } from 'vitest'
import { seconds } from '../../../base/units.js'
import { listShadows } from '../../../volume/index.js'
import { takePersistentShadow } from '../../../vss/index.js'
import { imagesOn } from '../image.js'
import { makeMachine, run, volumeNamed } from '../machine.fixture.js'
import type { Machine } from '../machine.js'
import { windowsVolume } from '../system-files.js'
import { type CommandLine, runLine, type ShellAnswer, startLine } from './shell.js'

const BACKUP = 'wbadmin start systemstatebackup -backuptarget:X: -quiet'
const FEATURE = 'Windows-Server-Backup'

function say(machine: Machine, line: string, shell: CommandLine['shell'] = 'PowerShell') {
  return runLine(machine, { shell, elevated: true, line })
}

/** Runs a line to its end. */
function finish(machine: Machine, line: string): ShellAnswer {
  const started = startLine(machine, { shell: 'command prompt', elevated: true, line })
  return 'exitCode' in started ? started : run(machine, started)
}

// Which line answers where: P in PowerShell, c at the command prompt; a capital or a plus sign when
// it needs elevation there.
const LINES: readonly (readonly [string, { powershell: string; prompt: string }])[] = [
  ['Get-WBJob', { powershell: 'elevated', prompt: 'unknown' }],
  ['Get-WindowsFeature', { powershell: 'anyone', prompt: 'unknown' }],
  [`Install-WindowsFeature -Name ${FEATURE}`, { powershell: 'elevated', prompt: 'unknown' }],
  [BACKUP, { powershell: 'elevated', prompt: 'elevated' }],
  ['vssadmin list writers', { powershell: 'elevated', prompt: 'elevated' }],
  ['format C:', { powershell: 'unknown', prompt: 'unknown' }],
  ['', { powershell: 'unknown', prompt: 'unknown' }],
]

describe('who may run what where', () => {
  for (const [line, { powershell, prompt }] of LINES)
    for (const [shell, expected] of [
      ['PowerShell', powershell],
      ['command prompt', prompt],
    ] as const)
      test(`"${line}" in ${shell}`, () => {
        expect(codes(shell, line)).toEqual(CODES[expected])
      })
})

/** Exit codes without and with elevation; what is started has none yet. */
const CODES: Readonly<Record<string, readonly (number | 'started')[]>> = {
  unknown: [1, 1],
  elevated: [5, 0],
  anyone: [0, 0],
}

function codes(shell: CommandLine['shell'], line: string): number[] {
  return [false, true].map((elevated) => {
    const answer = startLine(makeMachine(), { shell, elevated, line })
    return 'exitCode' in answer ? answer.exitCode : 0
  })
}

test('a program is found in any case of letters, and complained of by the name it was given', () => {
  expect(say(makeMachine(), 'get-wbJOB').exitCode).toBe(0)
  expect(say(makeMachine(), 'get-wbjobs').text).toContain("'get-wbjobs' is not recognized")
})

describe('wbadmin', () => {
  test('takes a backup and says where it is', () => {
    const machine = makeMachine()
    const answer = finish(machine, BACKUP)
    expect(answer).toMatchObject({ exitCode: 0 })
    const [image] = imagesOn(volumeNamed(machine, 'X:'))
    expect(answer.text).toBe(`The backup to X:\\${image?.folder} has completed.`)
  })

  test('ends with the words of the job that failed', () => {
    const machine = makeMachine()
    const answer = finish(machine, BACKUP.replace('X:', 'Q:'))
    expect(answer).toMatchObject({
      exitCode: 1,
      text: 'The backup target Q: cannot be found.',
    })
    expect(machine.jobs).toMatchObject([{ state: 'Failed', failure: { kind: 'target' } }])
  })

  const refused = [
    ['without -quiet nobody says yes', BACKUP.replace(' -quiet', ''), 'cancelled'],
    ['without a target', BACKUP.replace('-backuptarget:X: ', ''), 'takes a drive letter'],
    ['with a folder as target', BACKUP.replace('X:', 'X:\\a'), 'takes a drive letter'],
    ['with another task', 'wbadmin start backup -quiet', 'only start systemstatebackup'],
  ] as const
  for (const [title, line, text] of refused)
    test(`${title}, nothing is begun`, () => {
      const machine = makeMachine()
      expect(finish(machine, line).text).toContain(text)
      expect(machine.jobs).toEqual([])
    })

  for (const state of ['Available', 'Disabled'] as const)
    test(`is not there while the feature is ${state}`, () => {
      const machine = makeMachine()
      machine.host.features.set(FEATURE, state)
      expect(finish(machine, BACKUP).text).toContain("'wbadmin' is not recognized")
      expect(say(machine, 'Get-WBJob').exitCode).toBe(1)
    })
})

describe('Get-WBJob', () => {
  test('shows the running job and how far it is', () => {
    const machine = makeMachine()
    expect(say(machine, 'Get-WBJob').rows).toEqual([])
    const started = startLine(machine, { shell: 'command prompt', elevated: true, line: BACKUP })
    if ('exitCode' in started) throw new Error(started.text)
    const task = machine.sim.spawn('backup', started)
    machine.sim.advance(seconds(5))
    expect(say(machine, 'Get-WBJob').rows).toMatchObject([{ JobState: 'Running', Progress: 0 }])
    machine.sim.finish(task)
    expect(say(machine, 'Get-WBJob').rows).toEqual([])
  })

  test('-Previous counts back from the last that ended', () => {
    const machine = makeMachine()
    finish(machine, BACKUP)
    finish(machine, BACKUP.replace('X:', 'Q:'))
    const previous = (count: string) => say(machine, `Get-WBJob -Previous ${count}`).rows[0]
    expect(previous('1')).toMatchObject({ Id: 2, JobState: 'Failed', Progress: 0 })
    expect(previous('1')?.['ErrorDescription']).toContain('Q:')
    expect(previous('2')).toMatchObject({ Id: 1, JobState: 'Completed', Progress: 100 })
    expect(previous('3')).toBeUndefined()
  })

  for (const count of ['0', '-1', '1.5', 'x'])
    test(`-Previous ${count} is no number of jobs`, () =>
      expect(say(makeMachine(), `Get-WBJob -Previous:${count}`).exitCode).toBe(1))
})

describe('features', () => {
  const rows = (machine: Machine) => say(machine, `Get-WindowsFeature ${FEATURE}`).rows

  test('Get-WindowsFeature shows all or one', () => {
    const machine = makeMachine()
    expect(say(machine, 'Get-WindowsFeature').rows).toHaveLength(3)
    expect(rows(machine)).toEqual([
      { DisplayName: 'Windows Server Backup', Name: FEATURE, 'Install State': 'Installed' },
    ])
    expect(say(machine, 'Get-WindowsFeature -Name Chess').rows).toEqual([])
  })

  test('one that is switched off is installed all the same', () => {
    const machine = makeMachine()
    machine.host.features.set(FEATURE, 'Disabled')
    expect(rows(machine)).toMatchObject([{ 'Install State': 'Installed' }])
    machine.host.features.delete(FEATURE)
    expect(rows(machine)).toMatchObject([{ 'Install State': 'Available' }])
  })

  test('Install-WindowsFeature installs what is named, and nothing else', () => {
    const machine = makeMachine()
    machine.host.features.clear()
    expect(say(machine, 'Install-WindowsFeature Chess').exitCode).toBe(1)
    expect(say(machine, 'Install-WindowsFeature').exitCode).toBe(1)
    expect(machine.host.features.size).toBe(0)
    expect(say(machine, `Install-WindowsFeature -Name ${FEATURE}`).exitCode).toBe(0)
    expect([...machine.host.features]).toEqual([[FEATURE, 'Installed']])
  })
})

describe('vssadmin', () => {
  test('lists writers with state and error as people read them', () => {
    const machine = makeMachine()
    const [writer] = machine.vss.writers
    if (writer === undefined) throw new Error('no writer')
    expect(say(machine, 'vssadmin list writers').rows).toMatchObject([
      { 'Writer name': 'System Writer', State: '[1] Stable', 'Last error': 'No error' },
      { 'Writer name': 'Registry Writer' },
      { 'Writer name': 'COM+ REGDB Writer' },
    ])
    const shown = () => {
      const [row] = say(machine, 'vssadmin list writers').rows
      return `${row?.['State']} ${row?.['Last error']}`
    }
    Object.assign(writer, { state: 'FAILED_AT_FREEZE', lastError: 0x800423f2 })
    expect(shown()).toBe('[9] Failed Timed out')
    Object.assign(writer, { state: 'WAITING_FOR_BACKUP_COMPLETE', lastError: 0 })
    expect(shown()).toBe('[5] Waiting for completion No error')
  })

  test('a writer that failed to identify itself is not listed', () => {
    const machine = makeMachine()
    Object.assign(machine.vss.writers[0] ?? {}, { state: 'FAILED_AT_IDENTIFY' })
    const names = say(machine, 'vssadmin list writers').rows.map((row) => row['Writer name'])
    expect(names).toEqual(['Registry Writer', 'COM+ REGDB Writer'])
  })

  test('lists the copies and the storage of every volume', () => {
    const machine = makeMachine()
    expect(say(machine, 'vssadmin list shadows').rows).toEqual([])
    expect(run(machine, takePersistentShadow(machine.vss, 'C:'))).toBe(0)
    const [shadow] = listShadows(windowsVolume(machine))
    expect(say(machine, 'vssadmin list shadows').rows).toEqual([{ Id: shadow?.id, Volume: 'C:' }])
    expect(say(machine, 'vssadmin list shadowstorage').rows).toMatchObject([
      { 'For volume': 'C:', Used: 0 },
    ])
  })

  test('resizes storage', () => {
    const machine = makeMachine()
    const resize = (options: string) => say(machine, `vssadmin resize shadowstorage ${options}`)
    expect(resize('/for=C: /on=C: /maxsize=5GB').exitCode).toBe(0)
    expect(windowsVolume(machine).storage?.maximumBytes).toBe(5 * 1024 ** 3)
    expect(resize('/for=C: /on=C: /maxsize=UNBOUNDED').exitCode).toBe(0)
    expect(say(machine, 'vssadmin list shadowstorage').rows).toMatchObject([
      { Maximum: 'UNBOUNDED' },
    ])
    for (const wrong of [
      '/for=C:',
      '/for=C: /on=Q:',
      '/for=C: /on=C: /maxsize=5',
      '/for=C: /on=X:',
    ])
      expect([wrong, resize(wrong).exitCode]).toEqual([wrong, 1])
  })

  test('knows no other command', () =>
    expect(say(makeMachine(), 'vssadmin delete shadows').exitCode).toBe(1))
})
