// Faults of SQL Server, beyond what holds for every kind.

import { expect, test } from 'vitest'
import type { FaultKind, Receipt } from '../../model/fault.js'
import { answerOf, furnish, makeContext, perform } from './engine.fixture.js'
import type { Context } from './handlers/handler.js'
import { healAndLook } from './heal.js'

function inject(context: Context, kind: FaultKind, { where }: { readonly where: string }): void {
  answerOf(perform(context, 'fault.inject', { kind, where }))
}

function receipt(context: Context): Receipt | undefined {
  const { receipts, residue } = healAndLook(context)
  expect(residue).toEqual([])
  return receipts[0]
}

test('a fault is told of by the name that the scenario gave it', () => {
  const context = makeContext(['SRV01'], ['INST1'])
  furnish(context)
  inject(context, 'commit-delayed', { where: 'INST1\\Sales' })
  answerOf(
    perform(context, 'bank.transfer', { transaction: 'T1', from: 'Hr', to: 'Sales', amount: 1 }),
  )
  perform(context, 'clock.advance', { seconds: 5 })
  expect(receipt(context)).toMatchObject({ where: 'INST1\\Sales', clean: true })
  expect(perform(context, 'dtc.query', { database: 'Sales' })).toMatchObject({
    value: { transactions: [] },
  })
})

test('a login that lost its right gets it back, and master says so meanwhile', () => {
  for (const where of ['SQLWriter on INST1', 'sysadmin of INST1']) {
    const context = makeContext(['SRV01'], ['INST1'])
    const logins = () => answerOf(perform(context, 'sql.logins', {}))['logins']
    const before = logins()
    inject(context, 'right-removed', { where })
    expect(logins()).not.toEqual(before)
    expect(receipt(context)).toMatchObject({ applied: true, effect: null, clean: true })
    expect(logins()).toHaveLength(3)
  }
})

test('a service that a fault stops takes its instance with it, and brings it back', () => {
  const context = makeContext(['SRV01'], ['INST1'])
  furnish(context)
  inject(context, 'service-stopped', { where: 'MSSQL$INST1' })
  const read = () => perform(context, 'sql.read', { database: 'Sales' })
  expect(read()).toMatchObject({ refusal: { code: '17142' } })
  expect(receipt(context)).toMatchObject({ clean: true })
  expect(read()).toMatchObject({ value: { rows: [{ rows: '1-9', text: 'a' }] } })
})
