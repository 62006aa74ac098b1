// Two expressions that are written alike have the same fingerprint, wherever they stand.

export function fingerprint(expression: unknown): string {
  return JSON.stringify(expression, (key, value: unknown) => {
    if (key === 'at' || key === 'qualifier') return undefined
    if (typeof value === 'bigint') return `${value}n`
    return key === 'name' && typeof value === 'string' ? value.toLowerCase() : value
  })
}
