// The one instance there is: started, stopped, and who may log in to it.

import { randomBytes } from 'node:crypto'
import { type Context, type Handlers, nothing, run, text, value } from '../context.js'
import { quotedName, quotedText } from '../sql-text.js'

type InstanceCommand = 'instance.control' | 'instance.query' | 'sql.login' | 'sql.logins'

export const instanceHandlers: Handlers<InstanceCommand> = {
  async 'instance.control'({ server, ...context }, { action, mode }) {
    const minimal = mode === 'normal' ? 'normal' : 'minimal'
    for (const open of context.transactions.values()) await open.client.close()
    context.transactions.clear()
    switch (action) {
      case 'start':
        await server.start(minimal)
        break
      case 'stop':
        await server.stop()
        break
      case 'crash':
        await server.kill()
        break
      case 'restart':
        await server.stop()
        await server.start(minimal)
        break
    }
    await context.client.close()
    return nothing()
  },
  async 'instance.query'(context) {
    const { server } = context
    if (!(await server.isRunning()))
      return value({ state: 'Stopped', mode: 'normal', parameters: [], startedAtMs: 0 })
    const [found] = await run(context, MODE)
    const parameters = (await server.control?.parameters()) ?? []
    // What it was started with, and what that has made of it.
    const minimal = Number(found?.['single']) === 1 && parameters.includes('-f')
    return value({
      state: 'Running',
      mode: minimal ? 'minimal' : 'normal',
      parameters: parameters.map((parameter) => ({ parameter })),
      startedAtMs: Number(found?.['started'] ?? 0),
    })
  },
  async 'sql.login'(context, { login, action }) {
    await changeLogin(context, context.names.login(login), action)
    return nothing()
  },
  async 'sql.logins'(context) {
    const rows = await run(context, LOGINS)
    const logins = rows.map((row) => ({
      name: context.names.told(text(row, 'name')),
      sysadmin: Number(row['sysadmin']) === 1,
    }))
    return value({ logins })
  },
}

const MODE = `SELECT CAST(SERVERPROPERTY('IsSingleUser') AS int) AS single,
  (SELECT DATEDIFF_BIG(ms, '1970-01-01', create_date) FROM sys.databases WHERE name = N'tempdb') AS started`

const LOGINS = `SELECT name, IS_SRVROLEMEMBER(N'sysadmin', name) AS sysadmin
FROM sys.server_principals WHERE type IN ('S', 'U') ORDER BY principal_id`

async function changeLogin(
  context: Context,
  login: string,
  action: 'create' | 'drop' | 'add to sysadmin' | 'remove from sysadmin',
): Promise<unknown> {
  const name = quotedName(login)
  switch (action) {
    case 'create': {
      const statement = `CREATE LOGIN ${name} WITH PASSWORD = ${quotedText(anyPassword())}, CHECK_POLICY = OFF`
      context.undo.push(async () => void (await context.client.run(`DROP LOGIN ${name}`)))
      return run(context, statement)
    }
    case 'drop':
      return run(context, `DROP LOGIN ${name}`)
    default: {
      const change = action === 'add to sysadmin' ? 'ADD' : 'DROP'
      return run(context, `ALTER SERVER ROLE sysadmin ${change} MEMBER ${name}`)
    }
  }
}

/** Nobody ever logs in with it. */
function anyPassword(): string {
  return `Aa1!${randomBytes(18).toString('base64url')}`
}
