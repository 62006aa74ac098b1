export type Right = 'none' | 'read' | 'modify' | 'full-control'

/** The rights set on one file or folder, by account in lower case. */
export type Rights = Readonly<Record<string, Right>>

export const LOCAL_SYSTEM = 'Local System'

/** Stands for every account that has no entry of its own. */
export const EVERYONE = 'Everyone'

const RANK: Readonly<Record<Right, number>> = { none: 0, read: 1, modify: 2, 'full-control': 3 }

export function suffices(right: Right, needed: Right): boolean {
  return RANK[right] >= RANK[needed]
}

/**
 * What somebody may do here, given what it may do in the folder above. `identities` are its account
 * and the groups that it is in; the most that any of them may counts.
 */
export function effectiveRight(
  rights: Rights | undefined,
  identities: readonly string[],
  above: Right,
): Right {
  if (rights === undefined) return above
  let best: Right | undefined
  for (const identity of identities) {
    const right = rights[identity.toLowerCase()]
    if (right !== undefined && (best === undefined || suffices(right, best))) best = right
  }
  return best ?? rights[EVERYONE.toLowerCase()] ?? above
}

export function withRight(rights: Rights | undefined, account: string, right: Right): Rights {
  return Object.freeze({ ...rights, [account.toLowerCase()]: right })
}
