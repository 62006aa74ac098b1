import { expect, test } from 'vitest'
import type { Guid } from '../../base/brand.js'
import type { Host } from '../../host/index.js'
import type { Instance } from '../../sql/vdi/index.js'
import { keepOutcomes, type OutcomeCapability, type OutcomePort, outcomeKey } from './outcomes.js'

const FIRST = { name: 'INST1' } as Instance
const SECOND = { name: 'INST2' } as Instance

const PORT: OutcomePort<undefined> = {
  ofMachine: () => new Map([['between' as Guid, 'committed']]),
  ofInstance: (_, { name }) => new Map([[`within ${name}` as Guid, 'committed']]),
}

function checkKept(capabilities: readonly OutcomeCapability[], expected: readonly string[][]) {
  const registry = new Map(capabilities.map((capability) => [outcomeKey(capability), 1]))
  const host = { registry } as unknown as Host
  const kept = keepOutcomes(host, { network: undefined, port: PORT }, [FIRST, SECOND])
  expect([FIRST, SECOND].map((each) => [...(kept.get(each)?.keys() ?? [])])).toEqual(expected)
}

test('without a capability nothing is known of any transaction', () => {
  checkKept([], [[], []])
})

test('the coordinator of Windows tells every instance the same', () => {
  checkKept(['msdtc-vss'], [['between'], ['between']])
})

test('an instance knows only of what it decided itself', () => {
  checkKept(['intra-instance-outcome'], [['within INST1'], ['within INST2']])
})

test('with both capabilities each coordinator answers for its own transactions', () => {
  checkKept(
    ['msdtc-vss', 'intra-instance-outcome'],
    [
      ['between', 'within INST1'],
      ['between', 'within INST2'],
    ],
  )
})
