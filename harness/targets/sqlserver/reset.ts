// Between two scenarios: nothing of the one is there for the other. First what should not be left is
// looked for, then the server is put back to how it was, without starting it anew where that is not
// needed.

import { type Client, rowsOf } from './client.js'
import type { Context } from './context.js'
import { moveVolume } from './handlers/files.js'
import { SUSPENDED } from './handlers/snapshots.js'
import { ANY_PREFIX } from './names.js'
import { quotedName, quotedText } from './sql-text.js'

/** What is left once every fault is lifted: a database that nobody would ever let go of again. */
export async function residueOf(context: Context): Promise<string[]> {
  const { server, names, transactions } = context
  for (const { client } of transactions.values()) await client.close()
  transactions.clear()
  if (!(await server.isRunning()) || server.isMinimal) return []
  const suspended = await suspendedDatabases(context)
  for (const name of suspended) await release(context.client, name)
  const still = suspended.length === 0 ? [] : await suspendedDatabases(context)
  return still.map((name) => `${names.told(name)} suspended`)
}

async function suspendedDatabases({ client, names, server }: Context): Promise<string[]> {
  if (Number(server.detected.version.split('.')[0]) < 16) return []
  const answer = await client.run(SUSPENDED)
  if (!answer.ok) return []
  const all = (answer.sets[0] ?? []).map((row) => String(row['db_name']))
  return all.filter((name) => names.isOwn(name))
}

async function release(client: Client, name: string): Promise<void> {
  const off = `ALTER DATABASE ${quotedName(name)} SET SUSPEND_FOR_SNAPSHOT_BACKUP = OFF`
  const answer = await client.run(off)
  // A database of a group is let go of with its group.
  if (!answer.ok)
    await client.run(
      `ALTER SERVER CONFIGURATION SET SUSPEND_FOR_SNAPSHOT_BACKUP = OFF (GROUP = (${quotedName(name)}))`,
    )
}

export async function restoreServer(context: Context): Promise<void> {
  const { server, unmounted, undo, undoStopped, client, names } = context
  const early = await isRight(context)
  if (!early && (await server.isRunning())) await server.stop()
  for (const letter of unmounted) moveVolume(context, letter, true)
  if (!early) {
    for (const step of [...undoStopped].reverse()) step()
    await server.start('normal')
    await client.close()
  }
  for (const step of [...undo].reverse()) await step().catch(() => undefined)
  await dropDatabases(client, (name) => names.isOwn(name))
  await server.small?.release()
  const root = context.places.volume('D').slice(0, -2)
  server.files?.remove(root)
}

/** Running as usual, with nothing on the disks that only a stopped server would let one change. */
async function isRight({ server, unmounted, undoStopped }: Context): Promise<boolean> {
  const isUntouched = unmounted.size === 0 && undoStopped.length === 0
  return isUntouched && !server.isMinimal && (await server.isRunning())
}

const KINDS = 'SELECT name, state_desc, source_database_id AS source FROM sys.databases'

export async function dropDatabases(
  client: Client,
  isOurs: (name: string) => boolean,
): Promise<void> {
  const rows = rowsOf(await client.run(KINDS)).filter((row) => isOurs(String(row['name'])))
  // Snapshots go before what they are of.
  const inOrder = rows.sort((left, right) => Number(isSource(left)) - Number(isSource(right)))
  for (const row of inOrder) {
    const name = String(row['name'])
    if (row['state_desc'] === 'ONLINE' && isSource(row))
      await client.run(`ALTER DATABASE ${quotedName(name)} SET SINGLE_USER WITH ROLLBACK IMMEDIATE`)
    await client.run(`DROP DATABASE ${quotedName(name)}`)
    await client.run(
      `EXEC msdb.dbo.sp_delete_database_backuphistory @database_name = ${quotedText(name)}`,
    )
  }
}

function isSource(row: { readonly [column: string]: unknown }): boolean {
  return row['source'] === null || row['source'] === undefined
}

/** What a run that crashed has left, in the databases of the server. */
export async function sweepDatabases(client: Client, run: string): Promise<void> {
  await dropDatabases(client, (name) => ANY_PREFIX.test(name) && !name.startsWith(`fp${run}`))
}
