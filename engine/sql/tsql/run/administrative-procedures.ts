// Procedures that administrators and clients call: they are statements, or look at the catalogue.

import type { Process } from '../../../sim/index.js'
import { detachDatabase } from '../../recovery/index.js'
import { parseBatch, parseParameters } from '../parse/parse-batch.js'
import type { WireValue } from '../port.js'
import { convert } from '../value/convert.js'
import { demand, fail, SqlFailure } from '../value/failure.js'
import { INT } from '../value/type.js'
import type { Batch } from './batch.js'
import { bind, type Given, nested, runIn } from './execute.js'
import type { SystemProcedure } from './system-procedures.js'

/** What a text with parameters does, under the name of a procedure. */
function scripted(name: string, declarations: string, text: string): SystemProcedure {
  return function* (batch: Batch, given: readonly Given[]): Process<number> {
    const parameters = parseParameters(declarations)
    const names = parameters.ok ? parameters.value.map((each) => each.name) : []
    const parsed = parseBatch(text, { parameters: names })
    if (!parsed.ok || !parameters.ok)
      throw new SqlFailure(
        parsed.ok ? { number: 201, severity: 16, state: 1, text: name } : parsed.error,
      )
    const inner = nested(batch, name)
    yield* bind(inner, name, parameters.value, given)
    yield* runIn(batch, inner, parsed.value)
    return inner.returned ?? 0
  }
}

export const ADMINISTRATIVE_PROCEDURES: Readonly<Record<string, SystemProcedure>> = {
  sp_who: scripted(
    'sp_who',
    '@loginame nvarchar(128) = NULL',
    "SELECT session_id AS spid, 0 AS ecid, status, login_name AS loginame, host_name AS hostname, 0 AS blk, DB_NAME(database_id) AS dbname, CAST(N'AWAITING COMMAND' AS nvarchar(32)) AS cmd, 0 AS request_id FROM sys.dm_exec_sessions",
  ),
  sp_who2: scripted(
    'sp_who2',
    '@loginame nvarchar(128) = NULL',
    'SELECT session_id AS SPID, status AS Status, login_name AS Login, host_name AS HostName, DB_NAME(database_id) AS DBName, program_name AS ProgramName FROM sys.dm_exec_sessions',
  ),
  sp_helpdb: scripted(
    'sp_helpdb',
    '@dbname nvarchar(128) = NULL',
    'SELECT name, database_id AS dbid, state_desc AS status, CONVERT(nvarchar(30), create_date) AS created, compatibility_level FROM sys.databases WHERE @dbname IS NULL OR name = @dbname ORDER BY name',
  ),
  sp_databases: scripted(
    'sp_databases',
    '@dummy int = NULL',
    'SELECT d.name AS DATABASE_NAME, SUM(f.size) * 8 AS DATABASE_SIZE, CAST(NULL AS varchar(254)) AS REMARKS FROM sys.databases d JOIN sys.master_files f ON f.database_id = d.database_id GROUP BY d.name ORDER BY d.name',
  ),
  sp_tables: scripted(
    'sp_tables',
    '@table_name nvarchar(384) = NULL, @table_owner nvarchar(384) = NULL, @table_qualifier sysname = NULL, @table_type varchar(100) = NULL, @fUsePattern bit = 1',
    "SELECT DB_NAME() AS TABLE_QUALIFIER, N'dbo' AS TABLE_OWNER, name AS TABLE_NAME, CAST('TABLE' AS varchar(32)) AS TABLE_TYPE, CAST(NULL AS varchar(254)) AS REMARKS FROM sys.tables WHERE @table_name IS NULL OR name LIKE @table_name ORDER BY name",
  ),
  sp_detach_db: detach,
  sp_reset_connection: nothing,
  sp_set_session_context: setContext,
  sp_getapplock: nothing,
  sp_releaseapplock: nothing,
  sp_updatestats: nothing,
  sp_recompile: nothing,
}

// biome-ignore lint/correctness/useYield: a process like the other procedures.
function* nothing(): Process<number> {
  return 0
}

function named(given: readonly Given[], name: string, place: number): WireValue {
  const byName = given.find((each) => each.name.toLowerCase() === name)
  const byPlace = given[place]
  const found = byName ?? (byPlace?.name === '' ? byPlace : undefined)
  return found === undefined || found.value === null
    ? null
    : convert(found.value, found.type, { kind: 'nvarchar', length: 4_000 })
}

function* detach(batch: Batch, given: readonly Given[]): Process<number> {
  const name = named(given, '@dbname', 0)
  if (name === null) return fail(15_100, 'Usage: sp_detach_db <dbname>, [TRUE|FALSE], [TRUE|FALSE]')
  const { session } = batch
  const { instance } = session.host
  const users = [...instance.sessions].filter(
    ({ database }) => database?.toLowerCase() === String(name).toLowerCase(),
  )
  if (users.length > 0)
    return fail(3703, `Cannot detach the database '${name}' because it is currently in use.`, {
      state: 2,
    })
  demand(yield* detachDatabase(instance, String(name)))
  return 0
}

// biome-ignore lint/correctness/useYield: a process like the other procedures.
function* setContext({ session }: Batch, given: readonly Given[]): Process<number> {
  const key = String(named(given, '@key', 0) ?? '').toLowerCase()
  session.contextValues.set(key, named(given, '@value', 1))
  return Number(convert(0, INT, INT))
}
