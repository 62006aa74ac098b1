import { describe, expect, test } from 'vitest'
import { LOCAL_SYSTEM, putFile, type Volume } from '../../../engine/index.js'
import { ENGINE_CAPABILITIES } from '../../model/capability.js'
import {
  FAULT_KINDS,
  FAULT_NEEDS,
  type Fault,
  type FaultKind,
  type Receipt,
} from '../../model/fault.js'
import { answerOf, furnish, machineOf, makeContext, perform } from './engine.fixture.js'
import { INJECTORS, liftFault } from './faults/index.js'
import type { Context } from './handlers/handler.js'
import { healAndLook } from './heal.js'

type Placed = Omit<Fault, 'kind'>

interface Row {
  readonly placed: Placed
  /** The operation that runs into the fault, and what it then tells. */
  readonly meet: (context: Context) => unknown
  readonly effect: RegExp
  /** Its only place in the world is the book of faults: everybody who is struck asks there. */
  readonly bookOnly?: true
  /** It strikes something of SQL Server, which is there then. */
  readonly sql?: true
  /** What cannot be struck. */
  readonly nothing?: readonly Partial<Placed>[]
}

const diagnose = (context: Context) => perform(context, 'diagnosis.run', {})
const backUp = (context: Context) => perform(context, 'backup.run', { product: 'agent' })
const ELSEWHERE = [{ where: 'nonsense' }]
const SALES_FILE = 'C:\\data\\sales.mdf'

const checkpoint = (context: Context) =>
  perform(context, 'sql.alter', { database: 'Sales', changes: [{ change: 'checkpoint' }] })

function badWrite(effect: RegExp): Row {
  const meet = (context: Context) => {
    perform(context, 'sql.write', { database: 'Sales', from: 1, to: 1, text: 'b' })
    checkpoint(context)
  }
  const placed = { where: SALES_FILE }
  return { placed, meet, effect, bookOnly: true, sql: true, nothing: ELSEWHERE }
}

/** What is around a server: there is nothing here for them to strike. */
type Outside =
  | `server-${string}`
  | 'cpu-limited'
  | 'memory-limited'
  | `network-${'cut' | 'delayed'}`
type Inside = Exclude<FaultKind, Outside>

const ROWS: Readonly<Record<Inside, Row>> = {
  'service-stopped': {
    placed: { where: 'VSS' },
    meet: diagnose,
    effect: /VSS: a query answered Stopped/,
    nothing: ELSEWHERE,
  },
  'service-misconfigured': {
    placed: { where: 'SENS', startType: 'Disabled' },
    meet: diagnose,
    effect: /SENS: a query answered Disabled/,
    nothing: [...ELSEWHERE, { startType: undefined }],
  },
  'feature-missing': {
    placed: { where: 'Windows-Server-Backup' },
    meet: backUp,
    effect: /found Available/,
    nothing: ELSEWHERE,
  },
  'feature-disabled': {
    placed: { where: 'Windows-Server-Backup' },
    meet: backUp,
    effect: /found Disabled/,
    nothing: ELSEWHERE,
  },
  'permission-removed': {
    placed: { where: 'C:', right: 'read' },
    meet: backUp,
    effect: /was refused with error 5/,
    nothing: ELSEWHERE,
  },
  'network-partition': {
    placed: { where: 'vault' },
    meet: backUp,
    effect: /connection to the vault could not be made/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'disk-full': {
    placed: { where: 'S:', bytes: 1_000_000 },
    meet: backUp,
    effect: /ERROR_DISK_FULL \(112\)|refused with error 112/,
    nothing: [...ELSEWHERE, { bytes: 1e15 }],
  },
  'process-interference': {
    placed: { where: 'scan.exe', software: 'security' },
    meet: diagnose,
    effect: /scan\.exe had a file open/,
  },
  'clock-skew': {
    placed: { where: 'clock', zone: 'UTC-5' },
    meet: diagnose,
    effect: /found at UTC-5/,
    nothing: [...ELSEWHERE, { zone: undefined }, { zone: 'Mars' }],
  },
  'io-error': {
    placed: { where: 'C:', access: 'read' },
    meet: backUp,
    effect: /read C:.*ERROR_IO_DEVICE/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'volume-missing': {
    placed: { where: 'S:' },
    meet: backUp,
    effect: /S:.*ERROR_FILE_NOT_FOUND/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'writer-slow': {
    placed: { where: 'System Writer', seconds: 61 },
    meet: backUp,
    effect: /went on with its freeze/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'writer-failure': {
    placed: { where: 'System Writer', event: 'freeze' },
    meet: backUp,
    effect: /System Writer answered freeze with an error/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'provider-slow': {
    placed: { where: 'provider', seconds: 20 },
    meet: backUp,
    effect: /the commit took its time/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'provider-failure': {
    placed: { where: 'provider' },
    meet: backUp,
    effect: /CommitSnapshots of the provider failed/,
    bookOnly: true,
    nothing: ELSEWHERE,
  },
  'write-torn': badWrite(/write-torn: 8192 bytes at .* came to 4096/),
  'write-lost': badWrite(/write-lost: 8192 bytes at .* came to 0/),
  'write-flipped': badWrite(/write-flipped: 8192 bytes at .* came to 8192/),
  'write-misdirected': badWrite(/write-misdirected: 8192 bytes at .* came to 8192/),
  'file-io-error': {
    placed: { where: SALES_FILE, access: 'write' },
    meet: (context) => {
      perform(context, 'sql.write', { database: 'Sales', from: 1, to: 1, text: 'b' })
      expect(checkpoint(context)).toMatchObject({ refusal: { code: '5901' } })
    },
    effect: /write C:\\data\\sales\.mdf: ERROR_IO_DEVICE/,
    bookOnly: true,
    sql: true,
    nothing: [...ELSEWHERE, { where: 'C:\\data\\stock.mdf' }],
  },
  'corrupt-file': {
    placed: { where: SALES_FILE },
    meet: (context) => {
      const { errors } = answerOf(perform(context, 'sql.check', { database: 'Sales' }))
      expect(errors).not.toEqual([])
    },
    effect: /read C:\\data\\sales\.mdf: damaged bytes/,
    sql: true,
    nothing: [...ELSEWHERE, { where: 'C:\\data' }, { where: 'C:\\data\\stock.mdf' }],
  },
  'right-removed': {
    placed: { where: 'X:\\restored' },
    meet: (context) => {
      const volume = machineOf(context).volumes.get('X:') as Volume
      const caller = { account: LOCAL_SYSTEM }
      expect(putFile(volume, 'restored\\a', new Uint8Array(1), caller).ok).toBe(false)
    },
    effect: /restored.*ERROR_ACCESS_DENIED \(5\)/,
    nothing: [...ELSEWHERE, { where: 'sysadmin of NOBODY' }, { where: 'VDI of NOBODY' }],
  },
  'commit-delayed': {
    placed: { where: 'SRV01\\INST1/Sales' },
    meet: (context) => {
      const move = { transaction: 'T1', from: 'Hr', to: 'Sales', amount: 1 }
      answerOf(perform(context, 'bank.transfer', move))
      perform(context, 'clock.advance', { seconds: 5 })
    },
    effect: /Sales did not hear that .* is committed/,
    bookOnly: true,
    sql: true,
    nothing: ELSEWHERE,
  },
  'cpu-starvation': {
    placed: { where: 'hog.exe', percent: 90 },
    meet: backUp,
    effect: /work went on at 10 % of its speed/,
  },
  'memory-pressure': {
    placed: { where: 'hog.exe', percent: 90 },
    meet: backUp,
    effect: /work went on at 16 % of its speed/,
  },
  'concurrent-backup': {
    placed: { where: 'product-b', holds: 'System Writer', seconds: 600 },
    meet: backUp,
    effect: /refused while product-b had a set open/,
    nothing: [{ holds: 'Chess Writer' }, { holds: undefined }],
  },
  'shadow-storage-full': {
    placed: { where: 'C:', bytes: 400 * 1024 ** 2 },
    meet: (context) => {
      perform(context, 'shadow.take', { volume: 'C:', count: 1 })
      perform(context, 'volume.overwrite', { volume: 'C:', bytes: 4 * 1024 ** 3, seconds: 60 })
    },
    effect: /./,
    nothing: [...ELSEWHERE, { bytes: 1e15 }],
  },
  'efi-locked': {
    placed: { where: 'guard.exe', software: 'security' },
    meet: backUp,
    effect: /opening the partition was refused with error/,
  },
}

/** Of what there is here to strike; the others need a server behind a socket. */
const KINDS = (Object.keys(FAULT_KINDS) as FaultKind[]).filter((kind) =>
  ENGINE_CAPABILITIES.includes(FAULT_NEEDS[kind] ?? 'host'),
) as Inside[]

function inject(context: Context, kind: Inside, more: Partial<Placed> = {}) {
  return perform(context, 'fault.inject', { ...ROWS[kind].placed, ...more, kind } as never)
}

function placed(context: Context) {
  const [fault] = context.faults
  if (fault === undefined) throw new Error('nothing was placed')
  return fault.placed
}

function receipt(context: Context): Receipt | undefined {
  const { receipts, residue } = healAndLook(context)
  expect(residue).toEqual([])
  return receipts[0]
}

function worldFor(kind: Inside): Context {
  if (ROWS[kind].sql !== true) return makeContext()
  const context = makeContext(['SRV01'], ['INST1'])
  furnish(context)
  checkpoint(context)
  return context
}

for (const kind of KINDS)
  describe(kind, () => {
    const row = ROWS[kind]

    test('shows in what runs into it, and is gone afterwards', () => {
      const context = worldFor(kind)
      expect(inject(context, kind)).toMatchObject({ kind: 'done' })
      row.meet(context)
      expect(placed(context).effects[0]?.evidence).toMatch(row.effect)
      expect(receipt(context)).toMatchObject({
        kind,
        where: row.placed.where,
        applied: true,
        effect: expect.stringMatching(row.effect),
        removed: true,
        clean: true,
      })
    })

    test('has no effect when nobody runs into it', () => {
      const context = worldFor(kind)
      inject(context, kind)
      perform(context, 'clock.advance', { seconds: 1 })
      perform(context, 'recovery.plan', { hardware: 'A' })
      perform(context, 'process.query', { process: 'notepad.exe' })
      expect(receipt(context)).toMatchObject({ applied: true, effect: null, clean: true })
    })

    test('is there until it is lifted, and whoever looks for it looks at the world', () => {
      const context = worldFor(kind)
      const machine = machineOf(context)
      inject(context, kind)
      const fault = placed(context)
      expect(INJECTORS[kind].isGone(machine, fault)).toBe(false)
      // Saying that it was lifted does not make it so.
      fault.liftedAt = machine.sim.now
      expect(INJECTORS[kind].isGone(machine, fault)).toBe(row.bookOnly === true)
      liftFault(machine, fault, context.world.network)
      machine.sim.advance(700_000_000 as never)
      expect(INJECTORS[kind].isGone(machine, fault)).toBe(true)
    })

    test('once lifted, everything is as it was', () => {
      const context = worldFor(kind)
      inject(context, kind)
      row.meet(context)
      perform(context, 'fault.lift', { kind })
      perform(context, 'clock.advance', { seconds: 700 })
      expect(answerOf(backUp(context))).toMatchObject({ state: 'Completed' })
      expect(failures(context)).toEqual([])
      expect(perform(context, 'fault.lift', { kind })).toMatchObject({
        refusal: { code: 'no-such-fault' },
      })
    })

    for (const wrong of row.nothing ?? [])
      test(`is not placed with ${JSON.stringify(wrong)}`, () => {
        const context = worldFor(kind)
        const reply = inject(context, kind, wrong)
        expect(reply).toMatchObject({ kind: 'refused', refusal: { code: 'not-placed' } })
        expect(receipt(context)).toMatchObject({ applied: false, effect: null })
      })
  })

function failures(context: Context): string[] {
  const { findings } = answerOf(diagnose(context)) as {
    findings: readonly { check: string; outcome: string; detail: string }[]
  }
  return findings
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ check, detail }) => `${check}: ${detail}`)
}

test('a volume that is filled twice is as full as the second time says', () => {
  const context = makeContext()
  inject(context, 'disk-full', { bytes: 2_000_000_000 })
  inject(context, 'disk-full', { bytes: 1_000_000 })
  const { freeBytes } = answerOf(perform(context, 'volume.query', { volume: 'S:' }))
  expect(freeBytes).toBeLessThanOrEqual(1_000_000)
})

test('a fault on another feature is lifted from that feature', () => {
  const context = makeContext()
  const { host } = machineOf(context)
  host.features.set('Web-Server', 'Installed')
  inject(context, 'feature-missing', { where: 'Web-Server' })
  expect(host.features.get('Web-Server')).toBe('Available')
  expect(receipt(context)).toMatchObject({ clean: true })
  expect(host.features.get('Web-Server')).toBe('Installed')
})

test('a process of a fault may end by itself, and the fault with it', () => {
  const context = makeContext()
  inject(context, 'cpu-starvation', { seconds: 5 })
  perform(context, 'clock.advance', { seconds: 5 })
  expect(machineOf(context).host.processes.has('hog.exe')).toBe(false)
  expect(receipt(context)).toMatchObject({ removed: true, clean: true })
})

test('a fault strikes the server it is placed on', () => {
  const context = makeContext(['SRV01', 'SRV02'])
  inject(context, 'service-stopped', { server: 'SRV02' })
  const state = (server: string) =>
    answerOf(perform(context, 'service.query', { server, service: 'VSS' }))['state']
  expect([state('SRV01'), state('SRV02')]).toEqual(['Running', 'Stopped'])
  expect(perform(context, 'fault.lift', { kind: 'service-stopped' })).toMatchObject({
    refusal: { code: 'no-such-fault' },
  })
  perform(context, 'fault.lift', { server: 'SRV02', kind: 'service-stopped' })
  expect(state('SRV02')).toBe('Running')
})

test('a fault that cannot be removed is told', () => {
  const context = makeContext()
  inject(context, 'service-stopped')
  const service = machineOf(context).host.services.get('VSS')
  if (service !== undefined) service.startType = 'Disabled'
  expect(healAndLook(context).receipts).toMatchObject([{ removed: true, clean: false }])
})

test('a writer that is slow by nothing has met no fault', () => {
  const context = makeContext()
  perform(context, 'fault.inject', { kind: 'writer-slow', where: 'System Writer' })
  perform(context, 'backup.run', { product: 'agent' })
  expect(receipt(context)).toMatchObject({ applied: true, effect: null })
})

test('a process that takes nothing slows nothing, whoever else does', () => {
  const context = makeContext()
  perform(context, 'fault.inject', { kind: 'cpu-starvation', where: 'idle.exe', percent: 0 })
  perform(context, 'fault.inject', { kind: 'cpu-starvation', where: 'hog.exe', percent: 95 })
  perform(context, 'backup.run', { product: 'agent' })
  const effects = context.world.sim.faults.placed.map(({ effects }) => effects.length > 0)
  expect(effects).toEqual([false, true])
})
