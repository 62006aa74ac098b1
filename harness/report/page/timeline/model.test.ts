import { expect, test } from 'vitest'
import type { TraceLine } from '../../../model/trace.js'
import { timelineOf } from './model.js'

const says = (atMs: number, who: string, to: string, text: string): TraceLine => {
  return { atMs, who, what: 'says', detail: { in: 'SRV1', to, text } }
}
const state = (atMs: number, who: string, lane: string, from: string, to: string): TraceLine => {
  return { atMs, who, what: 'state', detail: { in: 'SRV1', lane, from, state: to } }
}

/** A freeze of two writers and one database, with a fault that makes one of them late. */
const FREEZE: readonly TraceLine[] = [
  { atMs: 0, who: 'a', what: 'fault.placed', detail: { kind: 'writer-slow', name: 'x' } },
  says(0, 'requestor', 'coordinator', 'AddComponent'),
  says(0, 'requestor', 'coordinator', 'AddComponent'),
  says(0, 'requestor', 'coordinator', 'DoSnapshotSet'),
  says(0, 'coordinator', 'a', 'Freeze'),
  says(0, 'coordinator', 'b', 'Freeze'),
  says(0, 'b', 'coordinator', 'Freeze handled'),
  state(0, 'b', 'writer', 'WAITING_FOR_FREEZE', 'WAITING_FOR_THAW'),
  state(0, 'Sales', 'database', 'online', 'frozen'),
  says(9_000, 'a', 'coordinator', 'Freeze failed'),
  state(9_000, 'a', 'writer', 'WAITING_FOR_FREEZE', 'FAILED_AT_FREEZE 0x800423f2'),
  says(9_000, 'coordinator', 'provider X', 'CommitSnapshots'),
  state(9_000, 'b', 'writer', 'WAITING_FOR_THAW', 'STABLE'),
  state(9_500, 'Sales', 'database', 'frozen', 'online'),
]

test('lanes stand in the order from who asks to what is protected', () => {
  const { lanes } = timelineOf(FREEZE)
  expect(lanes.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
    'requestor requestor',
    'coordinator coordinator',
    'writer a',
    'writer b',
    'provider provider X',
    'database Sales',
  ])
})

test('what is asked of several at one instant shares a column, and calls again and again are counted', () => {
  const { messages, columns } = timelineOf(FREEZE)
  const freezes = messages.filter(({ text }) => text === 'Freeze')
  expect(freezes).toHaveLength(2)
  expect(new Set(freezes.map(({ column }) => column)).size).toBe(1)
  expect(columns.map(({ label }) => label).filter(Boolean)).toEqual([
    'AddComponent ×2',
    'DoSnapshotSet',
    'Freeze',
    'CommitSnapshots',
  ])
})

test('time never runs backwards from one column to the next', () => {
  const instants = timelineOf(FREEZE).columns.map(({ atMs }) => atMs)
  expect(instants).toEqual(instants.toSorted((left, right) => left - right))
})

test('the freeze window lasts from the first that is frozen to the last', () => {
  const { windows, columns } = timelineOf(FREEZE)
  expect(windows.map(({ from, to }) => [columns[from]?.atMs, columns[to]?.atMs])).toEqual([
    [0, 9_500],
  ])
})

test('a state lasts until the next one, and the last one to the end', () => {
  const lane = timelineOf(FREEZE).lanes.find(({ title }) => title === 'a')
  expect(lane?.bars.map(({ state: name }) => name)).toEqual([
    'WAITING_FOR_FREEZE',
    'FAILED_AT_FREEZE 0x800423f2',
  ])
  expect(lane?.bars.map(({ to }) => to === undefined)).toEqual([false, true])
})

test('a fault marks the lane of what it strikes', () => {
  const lane = timelineOf(FREEZE).lanes.find(({ title }) => title === 'a')
  expect(lane?.marks).toMatchObject([{ kind: 'fault-placed' }])
})

test('an answer that is a failure is one', () => {
  const failed = timelineOf(FREEZE).messages.filter(({ isFailure }) => isFailure)
  expect(failed.map(({ text }) => text)).toEqual(['Freeze failed'])
})

test('of two servers each has lanes of its own', () => {
  const two = ['SRV1', 'SRV2'].map((server): TraceLine => {
    const detail = { in: server, lane: 'writer', from: 'STABLE', state: 'WAITING_FOR_FREEZE' }
    return { atMs: 0, who: 'System Writer', what: 'state', detail }
  })
  const { lanes } = timelineOf(two)
  expect(lanes.map(({ place }) => place)).toEqual(['SRV1', 'SRV2'])
})

test('events that nobody has heard of are left out and break nothing', () => {
  const strange = { atMs: 3, who: 'x', what: 'moon.phase', detail: { to: 3, lane: null } }
  expect(timelineOf([strange])).toMatchObject({ lanes: [], messages: [], columns: [] })
})

test('a job lasts from its command to its end, on the lane of whoever asks for it', () => {
  const job = (atMs: number, state: string): TraceLine => {
    const detail = { product: 'windows-server-backup', id: 1, message: '' }
    return { atMs, who: 'SRV1', what: `job.${state}`, detail }
  }
  const begin = { name: 'backup.run 0', command: 'backup.run', session: '' }
  const { lanes, columns } = timelineOf([
    { atMs: 0, who: 'scenario', what: 'command.begin', detail: begin },
    says(0, 'Windows Server Backup', 'coordinator', 'DoSnapshotSet'),
    job(0, 'running'),
    job(60_000, 'failed'),
  ])
  const own = lanes.filter(({ kind }) => kind === 'requestor')
  expect(own.map(({ title }) => title)).toEqual(['Windows Server Backup'])
  const [bar] = own[0]?.bars ?? []
  expect([columns[bar?.from ?? -1]?.label, columns[bar?.to ?? -1]?.atMs]).toEqual([
    'backup.run',
    60_000,
  ])
  expect(own[0]?.marks).toMatchObject([{ kind: 'error', text: 'job failed' }])
})
