// ALTER DATABASE … SET.

import type { Process } from '../../../sim/index.js'
import {
  closeIfUnused,
  type Database,
  type RecoveryModel,
  setEmergency,
  setOffline,
  setOnline,
  setOption,
  setUserAccess,
  type UserAccess,
  useDatabase,
} from '../../recovery/index.js'
import type { DatabaseChange, DatabaseOption, Termination } from '../parse/tree.js'
import { CHANGED, type Changed, changedBy } from './alter-database.js'
import { type AdminContext, whenFree } from './context.js'
import { othersIn, whenAlone } from './in-use.js'
import { refuse } from './refusal.js'

type Set = Extract<DatabaseChange, { kind: 'set' }>

export function* setDatabaseOptions(
  context: AdminContext,
  database: Database,
  { options, termination }: Set,
): Process<Changed> {
  for (const option of options) {
    const set = yield* setOne(context, database, option, termination)
    if (!set.ok) return set
  }
  return CHANGED
}

const ACCESS: Readonly<Record<string, UserAccess>> = {
  single_user: 'SINGLE_USER',
  multi_user: 'MULTI_USER',
  restricted_user: 'RESTRICTED_USER',
}

const MODELS: Readonly<Record<string, RecoveryModel>> = {
  simple: 'SIMPLE',
  full: 'FULL',
  bulk_logged: 'BULK_LOGGED',
}

function* setOne(
  context: AdminContext,
  database: Database,
  option: DatabaseOption,
  termination: Termination | undefined,
): Process<Changed> {
  const { instance } = context.host
  const { name } = database
  switch (option.name) {
    case 'offline': {
      const alone = yield* whenAlone(context, name, termination)
      return alone.ok ? changedBy(yield* setOffline(instance, name)) : alone
    }
    case 'online':
      return changedBy(yield* setOnline(instance, name))
    case 'emergency': {
      const alone = yield* whenAlone(context, name, termination)
      return alone.ok ? changedBy(yield* setEmergency(instance, name)) : alone
    }
    case 'single_user':
    case 'multi_user':
    case 'restricted_user':
      return yield* setAccess(context, database, ACCESS[option.name] ?? 'MULTI_USER', termination)
    case 'read_only':
    case 'read_write': {
      const alone = yield* whenAlone(context, name, termination)
      if (!alone.ok) return alone
      return yield* setInside(context, database, { readOnly: option.name === 'read_only' })
    }
    case 'recovery': {
      const recoveryModel = MODELS[option.value ?? '']
      if (recoveryModel === undefined) return refuse(5058, unsettable(option.name, name))
      return yield* setInside(context, database, { recoveryModel })
    }
    case 'auto_close':
      return yield* setInside(context, database, { autoClose: option.value === 'on' })
    default:
      return IGNORED.includes(option.name) ? CHANGED : refuse(5058, unsettable(option.name, name))
  }
}

/** Nothing here depends on them; what they are set to is not kept. */
const IGNORED: readonly string[] = [
  'compatibility_level',
  'target_recovery_time',
  'auto_create_statistics',
  'auto_update_statistics',
  'auto_update_statistics_async',
  'page_verify',
  'parameterization',
  'query_store',
  'ansi_null_default',
  'ansi_nulls',
  'ansi_padding',
  'ansi_warnings',
  'arithabort',
  'concat_null_yields_null',
  'numeric_roundabort',
  'quoted_identifier',
  'recursive_triggers',
  'cursor_close_on_commit',
  'cursor_default',
  'trustworthy',
  'db_chaining',
  'date_correlation_optimization',
  'disable_broker',
  'honor_broker_priority',
]

function unsettable(option: string, database: string): string {
  return `Option '${option.toUpperCase()}' cannot be set in database '${database}'.`
}

function* setAccess(
  context: AdminContext,
  { name }: Database,
  access: UserAccess,
  termination: Termination | undefined,
): Process<Changed> {
  const isNarrower = access !== 'MULTI_USER'
  if (isNarrower && othersIn(context, name) > 0) {
    const alone = yield* whenAlone(context, name, termination)
    if (!alone.ok) return alone
  }
  return changedBy(setUserAccess(context.session, name, { access, throwOut: true }))
}

function* setInside(
  context: AdminContext,
  database: Database,
  option: Parameters<typeof setOption>[1],
): Process<Changed> {
  const online = useDatabase(database)
  if (!online.ok) return changedBy(online)
  if (!(yield* whenFree(context, online.value)))
    return refuse(0, 'Operation cancelled by user.', 11)
  const set = changedBy(setOption(online.value, option))
  // Whoever closes itself waits until the session that said so has left it.
  if (
    set.ok &&
    othersIn(context, database.name) === 0 &&
    context.session.database !== database.name
  )
    closeIfUnused(database)
  return set
}
