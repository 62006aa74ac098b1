// Which files a server has open. A process of this machine shows its handles; a server in a container
// or somewhere else is asked what databases it has started.

import type { Context } from '../context.js'

const STARTED = `SELECT f.physical_name FROM sys.master_files AS f
JOIN sys.databases AS d ON d.database_id = f.database_id
WHERE d.state_desc IN ('ONLINE', 'RECOVERING', 'SUSPECT')`

export async function serverHasOpen(
  { server, client }: Context,
  paths: readonly string[],
): Promise<Set<string>> {
  const open = server.files?.openFiles(paths) ?? new Set<string>()
  // Whoever does not answer has nothing open that one could learn of in this way.
  const answer = (await server.isRunning()) ? await client.run(STARTED) : undefined
  if (answer?.ok !== true) return open
  const started = new Set((answer.sets[0] ?? []).map((row) => String(row['physical_name'])))
  for (const path of paths) if (started.has(path)) open.add(path)
  return open
}
