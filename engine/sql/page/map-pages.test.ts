import { expect, test } from 'vitest'
import {
  bitOffset,
  type ExtentNumber,
  fileId,
  getU8,
  mapPage,
  mapTypeAt,
  numberOf,
  type PageNumber,
  PFS_ALLOCATED,
  pageId,
  pageNumber,
  pfsOffset,
  pfsPage,
  untouchedMap,
} from './index.js'

const FILE = fileId(1)
const extent = (number: number) => number as ExtentNumber

function checkType(page: number, type: string | undefined): void {
  expect(mapTypeAt(pageNumber(page))).toBe(type)
}

test('the maps stand where the documentation puts them', () => {
  checkType(0, undefined)
  checkType(1, 'pfs')
  checkType(2, 'gam')
  checkType(3, 'sgam')
  checkType(6, 'dcm')
  checkType(7, 'bcm')
  checkType(8, undefined)
  checkType(8_088, 'pfs')
  checkType(16_176, 'pfs')
  checkType(511_234, 'gam')
})

test('a page finds its PFS, an extent its GAM, across intervals', () => {
  expect(numberOf(pfsPage(FILE, pageNumber(8_087)))).toBe(1)
  expect(numberOf(pfsPage(FILE, pageNumber(8_088)))).toBe(8_088)
  expect(numberOf(mapPage('gam', FILE, extent(63_903)))).toBe(2)
  expect(numberOf(mapPage('gam', FILE, extent(63_904)))).toBe(511_234)
})

/** In the untouched maps, a page is reserved in the PFS and its extent in the GAM. */
function checkReserved(file: number, page: number, reserved: boolean): void {
  const id = fileId(file)
  const pfs = untouchedMap(pfsPage(id, pageNumber(page)))
  const byte = pfs && getU8(pfs, pfsOffset(page as PageNumber))
  expect(byte, `page ${page} in the PFS`).toBe(reserved ? PFS_ALLOCATED : 0)
  const at = extent(Math.floor(page / 8))
  const gam = untouchedMap(mapPage('gam', id, at))
  const { at: offset, mask } = bitOffset(at)
  if (reserved) expect((gam && getU8(gam, offset) & mask) !== 0, `extent ${at} is free`).toBe(false)
}

test('every map page is reserved in maps that nobody has touched', () => {
  for (const page of [0, 1, 2, 3, 6, 7, 8_088, 16_176, 511_234, 511_235, 511_238, 511_239])
    checkReserved(3, page, true)
  for (const page of [9, 10, 11]) checkReserved(1, page, true)
  for (const page of [8, 9, 10, 100, 8_089, 511_240]) checkReserved(3, page, false)
})

test('no extent of a map is free, and every other is', () => {
  for (const interval of [0, 1, 2]) {
    const gam = untouchedMap(pageId(fileId(3), interval * 511_232 + 2))
    let free = 0
    for (let index = 0; index < 63_904; index++) {
      const { at, mask } = bitOffset(extent(index))
      if (gam !== undefined && (getU8(gam, at) & mask) !== 0) free++
    }
    const first = interval * 63_904
    let reserved = 1
    for (let page = 1; page < 63_904; page++) if ((first + page) % 1_011 === 0) reserved++
    expect(free).toBe(63_904 - reserved)
  }
})
