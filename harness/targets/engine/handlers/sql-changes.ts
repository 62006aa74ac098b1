// ALTER DATABASE and its relatives, one change at a time.

import { type Process, sql, sqlFullText } from '../../../../engine/index.js'
import type { FullParams } from '../../../model/commands.js'
import type { Json } from '../../../model/reply.js'
import type { Handlers } from './handler.js'
import { addCatalog, fileOptions } from './sql-databases.js'
import { ROWS_TABLE } from './sql-rows.js'
import {
  type At,
  type InDatabase,
  NOTHING,
  named,
  onInstance,
  placeOf,
  replyOf,
  type SqlOutcome,
} from './sql-statement.js'

type Change = FullParams<'sql.alter'>['changes'][number]
type Kind = Change['change']
type Of<Name extends Kind> = Extract<Change, { change: Name }>

type Changed = Process<SqlOutcome<unknown>>

const PAGES_PER_MEGABYTE = 128

export const changeHandlers: Handlers<'sql.alter'> = {
  *'sql.alter'(context, { server, database, changes }) {
    const at = named(context, server, database)
    if ('kind' in at) return at
    for (const change of changes) {
      const reply = yield* onInstance(at, function* (connected): Process<SqlOutcome<Json>> {
        const changed = yield* alter(connected, at.name, change)
        return changed.ok ? NOTHING : changed
      })
      if (reply.kind !== 'done') return reply
    }
    return replyOf(NOTHING)
  },
}

function* alter(at: At, name: string, change: Change): Changed {
  if (WHOLE.includes(change.change)) return yield* changeWhole(at, name, change)
  return yield* entered(at, name, (inside) => changeInside(inside, change))
}

const WHOLE: readonly Kind[] = [
  'take offline',
  'bring online',
  'detach',
  'drop',
  'recover',
  'close',
  'attach',
  'rename physically',
  'snapshot',
]

/** Changes of a database from outside, whatever state it is in. */
function* changeWhole(at: At, name: string, change: Change): Changed {
  const { instance } = at
  switch (change.change) {
    case 'take offline':
      return yield* sql.setOffline(instance, name)
    case 'bring online':
      return yield* sql.setOnline(instance, name)
    case 'detach':
      return yield* sql.detachDatabase(instance, name)
    case 'drop':
      return yield* sql.dropDatabase(instance, name)
    case 'recover': {
      const found = sql.findDatabase(instance, name)
      return found.ok ? yield* sql.endRestore(instance, found.value) : found
    }
    case 'close': {
      const found = sql.findDatabase(instance, name)
      return found.ok ? sql.closeIfUnused(found.value) : found
    }
    case 'attach':
      return yield* sql.attachDatabase(instance, name, placeOf(change.primary))
    case 'rename physically': {
      const file = { logicalName: change.name, to: placeOf(change.to) }
      return yield* sql.moveFile(instance, name, file)
    }
    default:
      return yield* takeSnapshot(at, name, change as Of<'snapshot'>)
  }
}

function* takeSnapshot({ instance }: At, source: string, { as, data }: Of<'snapshot'>): Changed {
  const found = sql.findDatabase(instance, source)
  if (!found.ok) return found
  const rows = sql.viewFiles(found.value).filter(({ kind }) => kind === 'rows')
  const files = Object.fromEntries(
    rows.flatMap(({ logicalName }, index) => {
      const path = data[index]
      return path === undefined ? [] : [[logicalName, placeOf(path)]]
    }),
  )
  return yield* sql.createSnapshot(instance, { name: as, source, files })
}

/** Changes that write to the database, and so wait while it may not be written. */
function* changeInside(at: InDatabase, change: Change): Changed {
  const { online, database } = at
  if (change.change === 'crawl') return yield* sqlFullText.crawl(database, ROWS_TABLE.name)
  const writable = yield* sql.whenWritable(online)
  if (!writable.ok) return writable
  switch (change.change) {
    case 'add file': {
      const kind = change.file.path.toLowerCase().endsWith('.ldf') ? 'log' : 'rows'
      return sql.addFile(database, online, kind, fileOptions(at, change.file, ['PRIMARY']))
    }
    case 'drop file': {
      const emptied = isData(online, change.name) ? sql.emptyFile(online, change.name) : writable
      return emptied.ok ? sql.removeFile(online, change.name) : emptied
    }
    case 'grow':
      return sql.enlargeFile(online, change.name, pagesOf(change.megabytes))
    case 'shrink':
      return sql.shrinkFile(online, change.name, pagesOf(change.megabytes))
    case 'rename logically':
      return sql.renameFileLogically(online, change.name, change.to)
    case 'recovery model':
      return sql.setOption(online, { recoveryModel: change.to })
    case 'autoclose':
      return sql.setOption(online, { autoClose: change.on })
    case 'checkpoint':
      return sql.takeCheckpoint(online)
    case 'add catalog':
      return yield* addCatalog(at, database, change)
    default:
      throw new RangeError(`${change.change} is no change from inside`)
  }
}

function isData(online: sql.Online, name: string): boolean {
  const entry = sql.fileNamed(online.storage, name)?.entry
  return entry?.kind === 'rows' && entry.id !== 1
}

function pagesOf(megabytes: number): number {
  return Math.ceil(megabytes * PAGES_PER_MEGABYTE)
}

function* entered(at: At, name: string, work: (at: InDatabase) => Changed): Changed {
  const online = sql.enterDatabase(at.session, name)
  if (!online.ok) return online
  const found = sql.findDatabase(at.instance, name)
  if (!found.ok) return found
  const result = yield* work({ ...at, database: found.value, online: online.value })
  sql.leaveDatabase(at.session)
  sql.closeIfUnused(found.value)
  return result
}
