import type { Host } from './host.js'

export const ADMINISTRATORS = 'Administrators'
export const BACKUP_OPERATORS = 'Backup Operators'
export const LOCAL_SYSTEM_ACCOUNT = 'Local System'

/** Group names with the accounts in them, as a new server has them. */
export function initialGroups(): Map<string, Set<string>> {
  return new Map([
    [ADMINISTRATORS, new Set(['Administrator', LOCAL_SYSTEM_ACCOUNT])],
    [BACKUP_OPERATORS, new Set()],
    ['Users', new Set(['Administrator'])],
  ])
}

export function isMember(host: Host, account: string, group: string): boolean {
  return host.groups.get(group)?.has(account) === true
}

/** The groups that the account is in, for whoever checks rights on files. */
export function groupsOf(host: Host, account: string): string[] {
  return [...host.groups].flatMap(([group, members]) => (members.has(account) ? [group] : []))
}

/** Who may ask for a backup: administrators and backup operators (facts 3.1, row 1). */
export function mayBackUp(host: Host, account: string): boolean {
  return isMember(host, account, ADMINISTRATORS) || isMember(host, account, BACKUP_OPERATORS)
}
