export type Check = (value: unknown) => boolean

/** True for an object whose parts all pass, and that has no others. */
export function isRecordOf(parts: Readonly<Record<string, Check>>): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const record = value as Readonly<Record<string, unknown>>
    if (Object.keys(record).some((name) => !Object.hasOwn(parts, name))) return false
    return Object.entries(parts).every(([name, check]) => check(record[name]))
  }
}
