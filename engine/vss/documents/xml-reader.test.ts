// The limits that the two documents' own shapes do not let a text reach.

import { expect, test } from 'vitest'
import { refusable } from './document-refusal.js'
import type { DocumentShape } from './document-shape.js'
import { ATTRIBUTE_LENGTH_MAX, ATTRIBUTES_MAX, DEPTH_MAX, ELEMENTS_MAX } from './limits.js'
import { readElements } from './xml-reader.js'

/** Boxes in boxes, as deep as one likes. */
const BOXES: DocumentShape = {
  root: 'box',
  namespace: '',
  elements: { box: { attributes: { label: 'optional' }, children: { box: 'any' } } },
}

function checkRead(text: string, refusal: RegExp | null): void {
  const read = refusable(() => readElements(text, BOXES))
  if (refusal === null) expect(read.ok).toBe(true)
  else expect(read).toMatchObject({ ok: false, error: { message: expect.stringMatching(refusal) } })
}

const nested = (depth: number) => `${'<box>'.repeat(depth)}${'</box>'.repeat(depth)}`
const labelled = (length: number) => `<box label="${'x'.repeat(length)}"/>`
const inARow = (count: number) => `<box>${'<box/>'.repeat(count - 1)}</box>`
const declaring = (count: number) =>
  `<box ${Array.from({ length: count }, (_, index) => `xmlns:a${index}="b"`).join(' ')}/>`

test('boxes may stand as deep as the limit', () => checkRead(nested(DEPTH_MAX), null))
test('boxes may stand no deeper', () => checkRead(nested(DEPTH_MAX + 1), /deeper than 16 levels/))
test('fifty megabytes of boxes in boxes are refused by depth', () =>
  checkRead('<box>'.repeat(10_000_000), /deeper/))

test('there may be as many boxes as the limit', () => checkRead(inARow(ELEMENTS_MAX), null))
test('there may be no more', () => checkRead(inARow(ELEMENTS_MAX + 1), /more than 196608 elements/))

test('a label may be as long as the limit', () => checkRead(labelled(ATTRIBUTE_LENGTH_MAX), null))
test('a label may be no longer', () =>
  checkRead(labelled(ATTRIBUTE_LENGTH_MAX + 1), /"label" is longer/))

test('there may be as many attributes as the limit', () =>
  checkRead(declaring(ATTRIBUTES_MAX), null))
test('there may be no more attributes', () =>
  checkRead(declaring(ATTRIBUTES_MAX + 1), /more than 64 attributes/))

test('a pair of surrogates may lie across two chunks', () => {
  for (const shift of [0, 1])
    checkRead(labelled(0).replace('""', `"${'x'.repeat(shift)}${'💾'.repeat(100_000)}"`), null)
})
