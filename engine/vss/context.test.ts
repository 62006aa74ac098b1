import { expect, test } from 'vitest'
import type { HResult } from '../base/brand.js'
import { ATTRIBUTES, CONTEXTS, type ContextName, isPersistent, writersTakePart } from './context.js'
import { hresult, isWriterError, symbolOf } from './hresult.js'

const P = 0x1
const C = 0x4
const R = 0x8
const W = 0x10

function checkContext(
  name: ContextName,
  value: number,
  bits: number,
  is: { persistent: boolean; writers: boolean },
): void {
  expect(CONTEXTS[name]).toBe(value)
  expect(CONTEXTS[name]).toBe(bits)
  expect({ persistent: isPersistent(name), writers: writersTakePart(name) }).toEqual(is)
}

// Facts section 2: the values of the header, and what they are made of.
test('BACKUP', () => checkContext('BACKUP', 0, 0, { persistent: false, writers: true }))
test('FILE_SHARE_BACKUP', () =>
  checkContext('FILE_SHARE_BACKUP', 0x10, W, { persistent: false, writers: false }))
test('NAS_ROLLBACK', () =>
  checkContext('NAS_ROLLBACK', 0x19, P | R | W, { persistent: true, writers: false }))
test('APP_ROLLBACK', () =>
  checkContext('APP_ROLLBACK', 0x9, P | R, { persistent: true, writers: true }))
test('CLIENT_ACCESSIBLE', () =>
  checkContext('CLIENT_ACCESSIBLE', 0x1d, P | C | R | W, { persistent: true, writers: false }))
test('CLIENT_ACCESSIBLE_WRITERS', () =>
  checkContext('CLIENT_ACCESSIBLE_WRITERS', 0xd, P | C | R, { persistent: true, writers: true }))

test('the attributes are bits of the header', () =>
  expect(ATTRIBUTES).toEqual({
    PERSISTENT: P,
    NO_AUTORECOVERY: 0x2,
    CLIENT_ACCESSIBLE: C,
    NO_AUTO_RELEASE: R,
    NO_WRITERS: W,
    AUTORECOVER: 0x400000,
    ROLLBACK_RECOVERY: 0x800000,
  }))

function checkCode(value: number, name: Parameters<typeof hresult>[0]): void {
  expect(hresult(name)).toBe(value)
  expect(symbolOf(value as HResult)).toBe(name)
}

// Facts 1.1 and 1.2.
test('bad state', () => checkCode(0x80042301, 'VSS_E_BAD_STATE'))
test('object not found', () => checkCode(0x80042308, 'VSS_E_OBJECT_NOT_FOUND'))
test('object already exists', () => checkCode(0x8004230d, 'VSS_E_OBJECT_ALREADY_EXISTS'))
test('unexpected provider error', () => checkCode(0x8004230f, 'VSS_E_UNEXPECTED_PROVIDER_ERROR'))
test('too many volumes', () => checkCode(0x80042312, 'VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED'))
test('writes were held too long', () => checkCode(0x80042314, 'VSS_E_HOLD_WRITES_TIMEOUT'))
test('another set is in creation', () => checkCode(0x80042316, 'VSS_E_SNAPSHOT_SET_IN_PROGRESS'))
test('too many copies', () => checkCode(0x80042317, 'VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED'))
test('no writers can be asked', () => checkCode(0x80042318, 'VSS_E_WRITER_INFRASTRUCTURE'))
test('no room for the copy', () => checkCode(0x8004231f, 'VSS_E_INSUFFICIENT_STORAGE'))

test('a code that VSS does not define has no symbol', () =>
  expect(symbolOf(0x80070002 as HResult)).toBeUndefined())

test('a writer may set the codes F0 to F4, and that some components failed, and no other', () => {
  const settable: number[] = []
  for (let code = 0x80042300; code <= 0x80042410; code++)
    if (isWriterError(code as HResult)) settable.push(code)
  expect(settable).toEqual([0x80042336, 0x800423f0, 0x800423f1, 0x800423f2, 0x800423f3, 0x800423f4])
  expect(isWriterError(0 as HResult)).toBe(false)
  expect(isWriterError(-1 as HResult)).toBe(false)
})
