import { describe, expect, test } from 'vitest'
import { COMMANDS, type CommandName, type Params } from '../../model/commands.js'
import type { Reply } from '../../model/reply.js'
import type { REQUESTOR_COMMANDS } from '../../model/requestor-commands.js'
import type { SQL_COMMANDS } from '../../model/sql-commands.js'
import { topologySchema } from '../../model/topology.js'
import type { VSS_COMMANDS } from '../../model/vss-commands.js'
import type { WORK_COMMANDS } from '../../model/work-commands.js'
import type { Request, Session } from '../target.js'
import { engineTarget } from './index.js'

const ONE = topologySchema.parse({ servers: [{ name: 'SRV01' }] })
const TWO = topologySchema.parse({ servers: [{ name: 'SRV01' }, { name: 'SRV02' }] })

function open(options: { topology?: typeof ONE; seed?: number; trace?: boolean } = {}): Session {
  const opened = engineTarget().open({ topology: ONE, seed: 1, trace: false, ...options })
  if (opened instanceof Promise) throw new Error('the engine answers at once')
  return opened
}

function ask<Name extends CommandName>(
  session: Session,
  name: Name,
  params: Params<Name>,
  more: Pick<Request, 'session' | 'at'> = {},
): Reply {
  const full = COMMANDS[name].params.parse(params) as Request['params']
  return session.perform({ command: name, params: full, ...more }) as Reply
}

function collect(session: Session, name: string): Reply {
  return session.collect(name) as Reply
}

function end(session: Session) {
  const ended = session.finish()
  if (ended instanceof Promise) throw new Error('the engine answers at once')
  return ended
}

const AGENT = { product: 'agent' } as const

describe('commands', () => {
  test('are done in order, and take virtual time', () => {
    const session = open()
    expect(ask(session, 'clock.advance', { seconds: 60 })).toMatchObject({
      value: { nowMs: 60_000 },
    })
    expect(ask(session, 'backup.run', AGENT)).toMatchObject({
      value: { state: 'Completed', startedAtMs: 60_000 },
    })
    expect(end(session).virtualMs).toBeGreaterThan(60_000)
  })

  test('go to the first server unless they name another', () => {
    const session = open({ topology: TWO })
    const control = { service: 'VSS', action: 'stop' } as const
    ask(session, 'service.control', control)
    ask(session, 'service.control', { ...control, server: 'SRV02', service: 'SENS' })
    const state = (server: string, service: 'VSS' | 'SENS') =>
      ask(session, 'service.query', { server, service })
    expect(state('SRV01', 'VSS')).toMatchObject({ value: { state: 'Stopped' } })
    expect(state('SRV02', 'VSS')).toMatchObject({ value: { state: 'Running' } })
    expect(state('SRV02', 'SENS')).toMatchObject({ value: { state: 'Stopped' } })
  })

  test('to a server that is not there are a bug of the scenario', () =>
    expect(() => ask(open(), 'server.query', { server: 'SRV09' })).toThrow('server SRV09'))
})

describe('sessions', () => {
  test('run beside the others until they are collected', () => {
    const session = open()
    expect(ask(session, 'backup.run', AGENT, { session: 'job' })).toMatchObject({ kind: 'done' })
    ask(session, 'clock.advance', { seconds: 12 })
    const running = ask(session, 'backup.jobs', AGENT)
    expect(running).toMatchObject({ value: { jobs: [{ state: 'Running' }] } })
    expect(collect(session, 'job')).toMatchObject({ value: { state: 'Completed' } })
    expect(end(session)).toMatchObject({ refusals: [], residue: [], unreached: [] })
  })

  test('are collected once', () => {
    const session = open()
    ask(session, 'server.query', {}, { session: 'a' })
    expect(collect(session, 'a')).toMatchObject({ kind: 'done' })
    expect(collect(session, 'a')).toMatchObject({ refusal: { code: 'no-such-session' } })
  })

  test('that nobody collects come to their end, and their refusals are told', () => {
    const session = open()
    ask(session, 'vault.register', { passphrase: 'x' }, { session: 'again' })
    ask(session, 'backup.run', AGENT, { session: 'job' })
    expect(end(session).refusals).toEqual([
      '"again" was refused: agent-registered, the registration was refused',
    ])
  })
})

describe('armed commands', () => {
  const at = (point: string) => ({ session: 'armed', at: point })

  test('run when the target gets to their point, once', () => {
    const session = open()
    expect(ask(session, 'clock.advance', { seconds: 0 }, at('vss.freeze'))).toEqual({
      kind: 'done',
      value: {},
    })
    expect(collect(session, 'armed')).toMatchObject({ refusal: { code: 'not-reached' } })
    ask(session, 'backup.run', AGENT)
    expect(collect(session, 'armed')).toMatchObject({ kind: 'done' })
    expect(end(session).unreached).toEqual([])
  })

  test('strike in the middle of the conversation', () => {
    const session = open()
    const fault = { kind: 'volume-missing', where: 'C:' } as const
    ask(session, 'fault.inject', fault, at('snapshot-created'))
    expect(ask(session, 'backup.run', AGENT)).toMatchObject({ value: { state: 'Failed' } })
    const ended = end(session)
    expect(ended.receipts).toMatchObject([{ applied: true, removed: true, clean: true }])
    expect(ended.receipts[0]?.effect).toContain('C:')
    expect(Number.parseFloat(ended.receipts[0]?.at ?? '0')).toBeGreaterThan(10_000)
    expect(ended.residue).toEqual([])
  })

  test('whose point never comes are told', () => {
    const session = open()
    ask(session, 'server.query', {}, at('vss.freeze'))
    ask(session, 'clock.advance', { seconds: 5 })
    expect(end(session).unreached).toEqual(['vss.freeze'])
  })

  test('that are refused are told when nobody collects them', () => {
    const session = open()
    ask(session, 'process.end', { process: 'no.exe' }, at('vss.freeze'))
    ask(session, 'backup.run', AGENT)
    expect(end(session).refusals).toEqual([
      '"armed" was refused: no-such-process, "no.exe" does not run',
    ])
  })
})

describe('every session is a world of its own', () => {
  test('what one does the next does not see', () => {
    const first = open()
    ask(first, 'file.write', { volume: 'X:', file: 'a', content: 'b' })
    ask(first, 'service.control', { service: 'VSS', action: 'stop' })
    ask(first, 'fault.inject', { kind: 'network-partition', where: 'vault' })
    ask(first, 'backup.run', AGENT)
    const second = open()
    expect(ask(second, 'service.query', { service: 'VSS' })).toMatchObject({
      value: { state: 'Running' },
    })
    expect(ask(second, 'backup.jobs', AGENT)).toMatchObject({ value: { jobs: [] } })
    expect(ask(second, 'backup.run', AGENT)).toMatchObject({ value: { state: 'Completed' } })
    expect(end(second).receipts).toEqual([])
  })

  test('the same seed gives the same end to the byte; another another', () => {
    const tale = (seed: number, trace: boolean) => {
      const session = open({ seed, trace })
      ask(session, 'fault.inject', { kind: 'cpu-starvation', where: 'hog.exe', percent: 80 })
      ask(session, 'backup.run', AGENT)
      const listed = ask(session, 'shell.run', {
        shell: 'PowerShell',
        elevated: true,
        line: 'vssadmin list writers',
      })
      return JSON.stringify([listed, end(session)])
    }
    expect(tale(5, true)).toBe(tale(5, true))
    expect(tale(5, true)).not.toBe(tale(6, true))
  })

  test('a trace is kept only when it is asked for, and changes nothing else', () => {
    const ends = [true, false].map((trace) => {
      const session = open({ trace })
      ask(session, 'backup.run', AGENT)
      return end(session)
    })
    expect(ends[0]?.trace.length).toBeGreaterThan(10)
    expect(ends[0]?.trace[0]).toMatchObject({ atMs: 0, who: 'scenario', what: 'command.begin' })
    expect(ends[1]).toEqual({ ...ends[0], trace: [] })
  })

  test('the topology says what there is', () => {
    const topology = topologySchema.parse({
      servers: [
        {
          name: 'A',
          volumes: [
            { letter: 'D', gigabytes: 5 },
            { letter: 'X', gigabytes: 1 },
          ],
        },
      ],
    })
    const session = open({ topology })
    const size = (volume: string) => ask(session, 'volume.query', { volume })
    expect(size('D:')).toMatchObject({ value: { sizeBytes: 5 * 1024 ** 3 } })
    expect(size('X:')).toMatchObject({ value: { sizeBytes: 1024 ** 3 } })
    expect(size('Q:')).toMatchObject({ refusal: { code: 'no-such-volume' } })
  })
})

/** Those about SQL Server and its writer have tables of their own. */
type Sampled = Exclude<
  CommandName,
  | keyof typeof SQL_COMMANDS
  | keyof typeof WORK_COMMANDS
  | keyof typeof REQUESTOR_COMMANDS
  | keyof typeof VSS_COMMANDS
>

// One of every command, each in a world where it can be done.
const SAMPLES: { readonly [Name in Sampled]: Params<Name> } = {
  'clock.advance': { seconds: 1 },
  'software.install': { software: 'agent', version: '3.0' },
  'software.remove': { software: 'agent' },
  'software.publish': { software: 'update', version: 'KB1' },
  'service.control': { service: 'VSS', action: 'restart' },
  'service.query': { service: 'VSS' },
  'server.restart': {},
  'server.query': {},
  'shell.run': { shell: 'PowerShell', elevated: true, line: 'Get-WindowsFeature' },
  'shell.watch': {
    shell: 'PowerShell',
    elevated: true,
    line: 'Get-WBJob',
    times: 2,
    everySeconds: 1,
  },
  'wizard.walk': { actions: [{ action: 'open' }] },
  'process.end': { process: 'notepad.exe' },
  'process.allow': { process: 'notepad.exe', product: 'agent' },
  'process.query': { process: 'notepad.exe' },
  'volume.free': { volume: 'C:', bytes: 1 },
  'volume.query': { volume: 'C:' },
  'volume.overwrite': { volume: 'C:', bytes: 1_000_000, seconds: 1 },
  'file.write': { file: 'X', content: 'y' },
  'file.mark': { volume: 'X:', file: 'a\\b', attribute: 'hidden' },
  'backup.select': { volume: 'X:' },
  'backup.exclude': { volume: 'X:' },
  'backup.schedule': { time: '02:00' },
  'backup.run': AGENT,
  'backup.jobs': AGENT,
  'image.list': { volume: 'X:' },
  'image.read': { volume: 'X:', file: 'DEFAULT' },
  'vault.register': { passphrase: 'passphrase-one-long-enough' },
  'vault.delete': {},
  'vault.points': {},
  'vault.read': { point: 1, file: 'DEFAULT', passphrase: 'passphrase-one-long-enough' },
  'offline.start': { copyComputer: 'SRV02' },
  'offline.query': {},
  'recovery.plan': { hardware: 'B' },
  'recovery.run': { hardware: 'A', passphrase: 'passphrase-one-long-enough' },
  'diagnosis.run': {},
  'validation.run': { target: 'X:' },
  'shadow.take': { volume: 'C:', count: 2 },
  'shadow.list': { volume: 'C:' },
  'shadow.storage': { volume: 'C:' },
  'events.query': { log: 'Application', source: 'Microsoft-Windows-Backup', during: 'agent' },
  'fault.inject': { kind: 'network-partition', where: 'vault' },
  'fault.lift': { kind: 'network-partition' },
}

/** What has to be there first for a command to be done. */
const BEFORE: { readonly [Name in Sampled]?: (session: Session) => void } = {
  'image.read': (session) =>
    ask(session, 'shell.run', {
      shell: 'PowerShell',
      elevated: true,
      line: 'wbadmin start systemstatebackup -backuptarget:X: -quiet',
    }),
  'vault.register': (session) => {
    ask(session, 'vault.delete', {})
    ask(session, 'software.remove', { software: 'agent' })
    ask(session, 'software.install', { software: 'agent', version: '3.0' })
  },
  'vault.read': (session) => ask(session, 'backup.run', AGENT),
  'recovery.run': (session) => ask(session, 'backup.run', AGENT),
  'offline.start': (session) => {
    for (const server of ['SRV01', 'SRV02'])
      ask(session, 'software.install', { server, software: 'azure-powershell', version: '3.7.0' })
  },
  'shadow.storage': (session) => ask(session, 'shadow.take', { volume: 'C:', count: 1 }),
  'events.query': (session) => ask(session, 'backup.run', AGENT),
  'fault.lift': (session) =>
    ask(session, 'fault.inject', { kind: 'network-partition', where: 'vault' }),
}

describe('every command answers in its form', () => {
  for (const name of Object.keys(SAMPLES) as Sampled[])
    test(name, () => {
      const session = open({ topology: TWO })
      BEFORE[name]?.(session)
      const reply = ask(session, name, SAMPLES[name] as never)
      expect(reply).toMatchObject({ kind: 'done' })
      if (reply.kind === 'done')
        expect(COMMANDS[name].reply.safeParse(reply.value).error?.message).toBeUndefined()
      // What travels is plain data.
      expect(JSON.parse(JSON.stringify(reply))).toEqual(reply)
      expect(end(session).residue).toEqual([])
    })
})
