// SERVERPROPERTY, DATABASEPROPERTYEX and the variables with two signs that tell of the server.

import { type Database, viewDatabase } from '../../recovery/index.js'
import { describeDatabase, suspendStatus } from '../../vdi/index.js'
import { backupFolder, dataFolder, logFolder, showPlace } from '../admin/paths.js'
import type { Folder, SqlHost } from '../host.js'
import type { VariantValue, WireType, WireValue } from '../port.js'
import { INT, NAME, TINYINT } from './shape.js'
import {
  COLLATION,
  editionOf,
  isOnLinux,
  MICROSOFT_VERSION,
  PRODUCT_LEVEL,
  PRODUCT_VERSION,
  serverName,
  versionText,
} from './version.js'
import type { CatalogContext, CatalogFunction } from './view.js'

function word(value: string | null): VariantValue | null {
  return value === null ? null : { type: NAME, value }
}

function number(value: number): VariantValue {
  return { type: INT, value }
}

/** With a separator behind it, as SQL Server shows its folders. */
function folderText(host: SqlHost, { volume, path }: Folder): string {
  return showPlace(host, { volume, path: `${path.replace(/\\$/, '')}\\` })
}

const ENGINE_EDITIONS: readonly (readonly [RegExp, number])[] = [
  [/express/i, 4],
  [/standard|web/i, 2],
  [/./, 3],
]

type Property = (context: CatalogContext) => VariantValue | null

const SERVER_PROPERTIES: Readonly<Record<string, Property>> = {
  buildclrversion: () => word('v4.0.30319'),
  collation: () => word(COLLATION),
  collationid: () => number(872_468_488),
  computernamephysicalnetbios: ({ host }) => word(host.instance.host.name),
  edition: ({ host }) => word(editionOf(host)),
  editionid: () => number(-2_117_995_310),
  engineedition: ({ host }) => {
    const edition = editionOf(host)
    return number(ENGINE_EDITIONS.find(([pattern]) => pattern.test(edition))?.[1] ?? 3)
  },
  filestreamconfiguredlevel: () => number(0),
  filestreameffectivelevel: () => number(0),
  hadrmanagerstatus: () => number(2),
  instancedefaultdatapath: ({ host }) => word(folderText(host, dataFolder(host))),
  instancedefaultlogpath: ({ host }) => word(folderText(host, logFolder(host))),
  instancedefaultbackuppath: ({ host }) => word(folderText(host, backupFolder(host))),
  instancename: ({ host }) =>
    word(host.instance.name === 'MSSQLSERVER' ? null : host.instance.name),
  isadvancedanalyticsinstalled: () => number(0),
  isclustered: () => number(0),
  isfulltextinstalled: () => number(1),
  ishadrenabled: () => number(0),
  isintegratedsecurityonly: () => number(0),
  islocaldb: () => number(0),
  ispolybaseinstalled: () => number(0),
  isserversuspendedforsnapshotbackup: ({ host }) => number(isServerSuspended(host) ? 1 : 0),
  issingleuser: ({ host }) => number(host.instance.mode === 'normal' ? 0 : 1),
  isxtpsupported: () => number(0),
  lcid: () => number(1033),
  licensetype: () => word('DISABLED'),
  machinename: ({ host }) => word(host.instance.host.name),
  pathseparator: ({ host }) => word(isOnLinux(host) ? '/' : '\\'),
  processid: () => number(1),
  productbuild: () => word(PRODUCT_VERSION.split('.')[2] ?? ''),
  productbuildtype: () => word(null),
  productlevel: () => word(PRODUCT_LEVEL),
  productmajorversion: () => word(PRODUCT_VERSION.split('.')[0] ?? ''),
  productminorversion: () => word(PRODUCT_VERSION.split('.')[1] ?? ''),
  productupdatelevel: () => word(null),
  productupdatereference: () => word(null),
  productversion: () => word(PRODUCT_VERSION),
  resourceversion: () => word('16.00.4135'),
  servername: ({ host }) => word(serverName(host)),
  sqlcharset: () => ({ type: TINYINT, value: 1 }),
  sqlcharsetname: () => word('iso_1'),
  sqlsortorder: () => ({ type: TINYINT, value: 52 }),
  sqlsortordername: () => word('nocase_iso'),
  suspendeddatabasecount: ({ host }) => number(suspendStatus(host.instance).length),
}

function isServerSuspended({ instance }: SqlHost): boolean {
  return [...instance.databases.values()].some(
    ({ state }) => state.kind === 'online' && state.backup?.suspension?.scope === 'server',
  )
}

export function serverProperty(context: CatalogContext, name: string): WireValue {
  const key = name.toLowerCase()
  return Object.hasOwn(SERVER_PROPERTIES, key) ? (SERVER_PROPERTIES[key]?.(context) ?? null) : null
}

export function databaseProperty(
  { host }: CatalogContext,
  database: Database,
  name: string,
): WireValue {
  const shown = viewDatabase(database)
  const isClosed = database.state.kind === 'closed'
  const facts = isClosed ? describeDatabase(database) : undefined
  switch (name.toLowerCase()) {
    case 'status':
      return word(shown.state_desc)
    case 'recovery':
      return word(shown.recovery_model_desc ?? facts?.recoveryModel ?? null)
    case 'updateability':
      return word(shown.is_read_only === true ? 'READ_ONLY' : 'READ_WRITE')
    case 'useraccess':
      return word(shown.user_access_desc ?? 'MULTI_USER')
    case 'collation':
      return word(shown.state === 0 ? COLLATION : null)
    case 'isautoclose':
      return number((shown.is_auto_close_on ?? facts?.isAutoClose) === true ? 1 : 0)
    case 'isdatabasesuspendedforsnapshotbackup': {
      const all = suspendStatus(host.instance)
      return number(all.some(({ db_name }) => db_name === database.name) ? 1 : 0)
    }
    case 'version':
      return number(957)
    case 'edition':
      return word(editionOf(host).replace(' (64-bit)', ''))
    case 'isinstandby':
    case 'isautoshrink':
    case 'isfulltextenabled':
      return number(0)
    case 'isautocreatestatistics':
    case 'isautoupdatestatistics':
      return number(1)
    default:
      return null
  }
}

type Global = (context: CatalogContext) => WireValue

function global(type: WireType, call: Global): CatalogFunction {
  return { type, minimum: 0, maximum: 0, call }
}

const GLOBALS: Readonly<Record<string, CatalogFunction>> = {
  '@@version': global({ kind: 'nvarchar', length: 300 }, ({ host }) => versionText(host)),
  '@@servername': global(NAME, ({ host }) => serverName(host)),
  '@@servicename': global(NAME, ({ host }) => host.instance.name),
  '@@microsoftversion': global(INT, () => MICROSOFT_VERSION),
  '@@max_precision': global(TINYINT, () => 38),
  '@@max_connections': global(INT, () => 32_767),
  '@@langid': global({ kind: 'smallint' }, () => 0),
  '@@remserver': global(NAME, () => null),
  '@@dbts': global({ kind: 'varbinary', length: 8 }, () => new Uint8Array(8)),
  '@@cpu_busy': global(INT, () => 0),
  '@@idle': global(INT, () => 0),
  '@@io_busy': global(INT, () => 0),
  '@@timeticks': global(INT, () => 31_250),
}

/** With its two signs. */
export function globalVariable(name: string): CatalogFunction | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(GLOBALS, key) ? GLOBALS[key] : undefined
}
