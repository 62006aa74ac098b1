import { expect } from 'vitest'
import {
  copyFile,
  createFolder,
  deleteShadow,
  shadowView,
  takeShadow,
} from '../../../volume/index.js'
import { begin, commit, createTable, findTable, insert, peekAll } from '../../recovery/index.js'
import { bankOf } from '../../recovery/server.fixture.js'
import { ACCOUNTS, online, run, succeeded } from '../../recovery/sql.fixture.js'
import { ask, type Desk, openDesk } from './admin.fixture.js'

export const CREATE = `
  CREATE DATABASE Orders ON
    (NAME = Orders, FILENAME = 'D:\\Orders.mdf', SIZE = 1 MB),
    FILEGROUP Archive (NAME = Old, FILENAME = 'D:\\Old.ndf', SIZE = 1 MB)
  LOG ON (NAME = Orders_log, FILENAME = 'E:\\Orders.ldf', SIZE = 1 MB)`

/** A database `Orders` with an empty table. */
export function openOrders(): Desk {
  const desk = openDesk()
  check(desk, CREATE, [])
  succeeded(createTable(onlineIn(desk), ACCOUNTS))
  return desk
}

export function onlineIn({ server }: Desk, name = 'Orders') {
  return online(bankOf(server, name))
}

export function put(desk: Desk, id: number): void {
  const target = onlineIn(desk)
  const table = succeeded(findTable(target, 'Accounts'))
  const transaction = begin(target)
  const { sim } = desk.server.host
  succeeded(run(sim, insert(target, transaction, table, [id, BigInt(id), null])))
  succeeded(run(sim, commit(target, transaction)))
}

export function keysIn(desk: Desk, name = 'Orders'): number[] {
  const target = onlineIn(desk, name)
  const rows = succeeded(peekAll(target, succeeded(findTable(target, 'Accounts'))))
  return rows.map(([id]) => Number(id)).sort((left, right) => left - right)
}

/** Copies the files of Orders, which must hold still. */
export function copyAway({ server }: Desk, from = '', to = 'copy'): void {
  for (const [letter, file] of [
    ['D:', 'Orders.mdf'],
    ['D:', 'Old.ndf'],
    ['E:', 'Orders.ldf'],
  ] as const) {
    const volume = server.volumes.get(letter)
    if (volume === undefined) throw new Error(letter)
    const setId = volume.sim.random('test').guid()
    const shadow = takeShadow(volume, { setId })
    if (!shadow.ok) throw new Error(shadow.error.name)
    createFolder(volume, `\\${to}`.replace(/\\[^\\]*$/, ''))
    const view = shadowView(volume, shadow.value.id)
    expect(copyFile(view, `\\${from}${file}`, volume, `\\${to}${file}`).ok).toBe(true)
    deleteShadow(volume, shadow.value.id)
  }
}

/** The numbers that the statements are refused with. */
export function check(desk: Desk, text: string, numbers: readonly number[]): void {
  const { errors } = ask(desk, text)
  expect(errors.map(({ number }) => number)).toEqual(numbers)
}

export function messagesOf(desk: Desk, text: string): number[] {
  const { errors, messages } = ask(desk, text)
  expect(errors).toEqual([])
  return messages.map(({ number }) => number)
}
