// A backup application that works through the Volume Shadow Copy Service: backups and snapshots,
// restores, single calls, and the plans it looks at beforehand.

import { command, type Params, phrase, type Table, tablePhrase } from '../harness/index.js'
import { choice, chosen } from './parameter-types.js'
import { namesIn } from './sql-words.js'

type Backup = Params<'requestor.backup'>
type Restore = Params<'requestor.restore'>

choice<Partial<Backup>>('snapshotKind', 'What the backup application is asked for', {
  'full backup': { type: 'full' },
  'differential backup': { type: 'differential' },
  'copy-only backup': { type: 'copy' },
  'log backup': { type: 'log' },
  'app-rollback snapshot': { purpose: 'app-rollback', type: 'full' },
})

const BACKUP_OPTIONS: Readonly<Record<string, (cell: string) => Partial<Backup>>> = {
  volumes: (cell) => ({ volumes: cell === '' ? [] : cell.split(' ') }),
  folders: (cell) => ({ folders: cell.split(' ') }),
  components: (cell) => ({ components: namesIn(cell) }),
  neglects: (cell) => ({ neglects: cell.split(', ') as NonNullable<Backup['neglects']> }),
  crashes: (cell) => ({ crashes: cell as NonNullable<Backup['crashes']> }),
  base: (cell) => ({ base: cell }),
  type: (cell) => ({ type: cell as NonNullable<Backup['type']> }),
  'keeps the data in the shadow copy': (cell) => ({ keepInShadow: cell === 'yes' }),
}

const OPTIONS_DOC =
  'Options, one per row: volumes (in place of those that the metadata name), folders, components, neglects (duties left undone), crashes (a moment), base (a backup), type, keeps the data in the shadow copy.'

function optionsIn(rows: Table): Partial<Backup> {
  return Object.assign(
    {},
    ...rows.map(([option = '', value = '']) => chosen('option', BACKUP_OPTIONS, option)(value)),
  ) as Partial<Backup>
}

function backup(backup: string, params: Partial<Backup>) {
  return command('requestor.backup', { ...params, backup }, { as: 'backup' })
}

phrase(
  'a/an {snapshotKind} {string} of {databases} is taken',
  'Component-based: the application selects the databases, does all its duties, and keeps the backup under that name. The reply is the backup.',
  (kind: Partial<Backup>, name: string, components: string[]) =>
    backup(name, { ...kind, components }),
)

tablePhrase(
  'a/an {snapshotKind} {string} of {databases} is taken with',
  OPTIONS_DOC,
  (kind: Partial<Backup>, name: string, components: string[], rows: Table) =>
    backup(name, { ...kind, components, ...optionsIn(rows) }),
)

choice<Partial<Backup>>('volumeKind', 'What is taken of volumes', {
  'noncomponent backup': { mode: 'noncomponent' },
  'plain shadow copy': { mode: 'noncomponent', purpose: 'plain shadow copy' },
  'noncomponent app-rollback snapshot': { mode: 'noncomponent', purpose: 'app-rollback' },
})

phrase(
  'a {volumeKind} {string} of {volumes} is taken',
  'The application names volumes and no databases. The reply is the backup.',
  (kind: Partial<Backup>, name: string, volumes: string[]) => backup(name, { ...kind, volumes }),
)

tablePhrase(
  'a {volumeKind} {string} of {volumes} is taken with',
  OPTIONS_DOC,
  (kind: Partial<Backup>, name: string, volumes: string[], rows: Table) =>
    backup(name, { ...kind, volumes, ...optionsIn(rows) }),
)

const RESTORE_OPTIONS: Readonly<Record<string, (cell: string) => Partial<Restore>>> = {
  components: (cell) => ({ components: namesIn(cell) }),
  'additional restores': (cell) => ({
    additionalRestores: cell === 'all' ? 'all' : namesIn(cell),
  }),
  folder: (cell) => ({ folder: cell }),
  'new name': (cell) => ({ newName: cell }),
  options: (cell) => ({ options: cell }),
  instance: (cell) => ({ instance: cell }),
  document: (cell) => ({ document: cell as NonNullable<Restore['document']> }),
  neglects: (cell) => ({ neglects: cell.split(', ') as NonNullable<Restore['neglects']> }),
  crashes: (cell) => ({ crashes: cell as NonNullable<Restore['crashes']> }),
}

/** `Sales D:\data -> G:\new`, or `Sales D:\data\sales.mdf -> G:\new as other.mdf`. */
function newTarget(cell: string): NonNullable<Restore['newTargets']>[number] {
  const found = /^(\S+) (\S+) -> (\S+)(?: as (\S+))?$/.exec(cell)
  if (found === null)
    throw new Error(`"${cell}" is no new target\nHint: Write Sales D:\\data -> G:\\new.`)
  const [, database = '', from = '', to = '', as] = found
  return { database, from, to, ...(as === undefined ? {} : { as }) }
}

function restore(name: string, rows: Table) {
  const targets = rows.filter(([option]) => option === 'new target')
  const others = rows.filter(([option]) => option !== 'new target')
  const options = others.map(([option = '', value = '']) =>
    chosen('option', RESTORE_OPTIONS, option)(value),
  )
  return command(
    'requestor.restore',
    {
      ...(Object.assign({}, ...options) as Partial<Restore>),
      backup: name,
      newTargets: targets.map(([, cell = '']) => newTarget(cell)),
    },
    { as: 'restore' },
  )
}

phrase(
  'the backup {string} is restored',
  'Every component of it, in place, through the writer, to the end. The reply is the restore.',
  (name: string) => restore(name, []),
)

tablePhrase(
  'the backup {string} is restored with',
  'Options, one per row: components, additional restores (databases or all), new target (Sales D:\\data -> G:\\new; several rows), folder, new name, options (as handed to SetRestoreOptions), instance, document (without type, damaged metadata, missing), neglects, crashes.',
  (name: string, rows: Table) => restore(name, rows),
)

phrase(
  'the files of {databases} in the backup {string} are copied back',
  'By hand, with no writer taking part; the reply is the copy.',
  (components: string[], name: string) =>
    command('requestor.put-back', { backup: name, components }, { as: 'copy' }),
)

tablePhrase(
  'the requestor calls',
  'One call per row, and what with; all rows are called, whatever the codes. The reply is the calls.',
  (rows: Table) =>
    command(
      'requestor.calls',
      {
        calls: rows.map(([call = '', argument = '']) => ({
          call: call as Params<'requestor.calls'>['calls'][number]['call'],
          with: argument,
        })),
      },
      { as: 'calls' },
    ),
)

choice('ending', 'How a requestor ends its shadow copies', {
  'releases the interface': 'release',
  'deletes the shadow copies': 'delete',
})

phrase(
  'the requestor {ending} of backup {string}',
  'Of the session that took the backup.',
  (how: 'release' | 'delete', name: string) =>
    command('requestor.release', { backup: name, how }, { as: 'release' }),
)

const PLAN_OPTIONS: Readonly<
  Record<string, (cell: string) => Partial<Params<'requestor.check-plan'>>>
> = {
  mode: (cell) => ({ mode: cell as 'component' | 'noncomponent' }),
  components: (cell) => ({ components: cell === '' ? [] : namesIn(cell) }),
  volumes: (cell) => ({ volumes: cell.split(' ') }),
  'roll forward with master': (cell) => ({ rollForward: namesIn(cell) }),
}

tablePhrase(
  'the application checks the plan',
  'Options, one per row: mode (component, noncomponent), components, volumes, roll forward with master. The reply is the plan.',
  (rows: Table) => {
    const options = rows.map(([option = '', value = '']) =>
      chosen('option', PLAN_OPTIONS, option)(value),
    )
    return command('requestor.check-plan', Object.assign({}, ...options) as object, { as: 'plan' })
  },
)

type Damage = Params<'requestor.damage'>

choice<Damage['what']>('mediumPart', 'Something on a medium', {
  'components document': 'the components document',
  'component metadata': 'the component metadata',
  'log files': 'the log files',
})

choice<Damage['how']>('damage', 'What happens to something on a medium', {
  'is deleted': 'delete',
  'is damaged': 'damage',
  'is cut short': 'truncate',
  'may not be read': 'deny',
  'are deleted': 'delete',
})

phrase(
  'the {mediumPart} of backup {string} {damage}',
  'On the medium, where the application kept it.',
  (what: Damage['what'], name: string, how: Damage['how']) =>
    command('requestor.damage', { backup: name, what, how }),
)

choice('attachAs', 'How a database is attached from a shadow copy', {
  'where it lies': {},
  'after a copy to volume X:': { copied: true },
  'where it lies by an administrator': { account: 'administrator' },
  'where it lies by a plain user': { account: 'plain user' },
})

phrase(
  '{database} in backup {string} is attached as {database} {attachAs}',
  'From the shadow copy that the backup left; where it lies, it is read-only. The reply is the attachment.',
  (of: string, name: string, as: string, how: object) =>
    command('snapshot.attach', { backup: name, of, as, ...how }, { as: 'attachment' }),
)

choice('whereText', 'Where a text stands', { pages: 'data', log: 'log' })
choice('found', 'Whether it was found', { hold: true, 'do not hold': false })

phrase(
  'in backup {string} the {whereText} of {database} {found} {string}',
  'Whether the text stands in the bytes of the shadow copy, committed or not.',
  (name: string, where: 'data' | 'log', database: string, found: boolean, text: string) =>
    command('snapshot.pages', { backup: name, database, text, where }, { expect: { found } }),
)
