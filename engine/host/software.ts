/** Compares dotted versions number by number: 2.0.999.0 is older than 2.0.9250.0. */
export function compareVersions(left: string, right: string): number {
  const lefts = left.split('.')
  const rights = right.split('.')
  for (let index = 0; index < Math.max(lefts.length, rights.length); index++) {
    const difference = Number(lefts[index] ?? 0) - Number(rights[index] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return 0
}
