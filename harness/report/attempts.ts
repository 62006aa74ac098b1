import type { RecordAttempt } from '../model/record.js'

/** `passed 2 of 3 attempts; `, for what was tried more than once; nothing else. */
export function attemptsText(result: { readonly attempts?: readonly RecordAttempt[] }): string {
  const { attempts } = result
  if (attempts === undefined) return ''
  const passed = attempts.filter(({ verdict }) => verdict === 'passed').length
  return `passed ${passed} of ${attempts.length} attempts; `
}
