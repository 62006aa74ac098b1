// What the engine says it is: the release of SQL Server whose behaviour it models.

import type { SqlHost } from '../host.js'

export const PRODUCT_VERSION = '16.0.4135.4'
export const PRODUCT_LEVEL = 'RTM'
export const COLLATION = 'SQL_Latin1_General_CP1_CI_AS'
export const COMPATIBILITY_LEVEL = 160
/** 16.0.4135.4 in one number. */
export const MICROSOFT_VERSION = 0x1000_1027

const EDITIONS = {
  windows: 'Windows Server 2022 Standard 10.0 <X64> (Build 20348: )',
  linux: 'Linux (frostproof)',
} as const

export function isOnLinux({ instance }: SqlHost): boolean {
  return instance.host.platform === 'linux'
}

export function editionOf({ instance }: SqlHost): string {
  const edition = instance.host.registry.get(editionKey(instance.name))
  return `${typeof edition === 'string' ? edition : 'Developer'} Edition (64-bit)`
}

export function versionText(host: SqlHost): string {
  const system = isOnLinux(host) ? EDITIONS.linux : EDITIONS.windows
  const head = `Microsoft SQL Server 2022 (RTM) - ${PRODUCT_VERSION} (X64) (frostproof engine)`
  return `${head} \n\tCopyright (C) Microsoft Corporation\n\t${editionOf(host)} on ${system}`
}

/** Where setup writes which edition it installed. */
function editionKey(instance: string): string {
  return `HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL.${instance}\\Setup\\Edition`
}

/** `HOST` or `HOST\NAME`. */
export function serverName({ instance }: SqlHost): string {
  const { host, name } = instance
  return name === 'MSSQLSERVER' ? host.name : `${host.name}\\${name}`
}
