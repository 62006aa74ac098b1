import { expect, test } from 'vitest'
import { REDO_ACTIONS } from './redo.js'

test('the table of redo actions decides every combination exactly once', () => {
  for (let bits = 0; bits < 16; bits++) {
    const facts = [bits & 8, bits & 4, bits & 2, bits & 1].map((bit) => bit !== 0)
    const fitting = REDO_ACTIONS.filter(([, ...row]) =>
      row.every((cell, index) => cell === '_' || (cell === 1) === facts[index]),
    )
    expect(fitting).toHaveLength(1)
  }
})
