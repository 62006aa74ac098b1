// The files of the system databases, which every server has in places of its own.

import { type Client, rowsOf } from './client.js'
import type { SystemFile } from './places.js'

const FILES = `SELECT DB_NAME(database_id) AS name, type_desc, physical_name
FROM sys.master_files WHERE DB_NAME(database_id) IN ('master', 'model', 'msdb')`

/** As scenarios call them: `C:\MSSQL.INST1\DATA\master.mdf`. */
export async function systemFilesOf(client: Client): Promise<readonly SystemFile[]> {
  return rowsOf(await client.run(FILES)).map((row) => {
    const ending = String(row['type_desc']) === 'LOG' ? 'ldf' : 'mdf'
    return { there: String(row['physical_name']), told: `${String(row['name'])}.${ending}` }
  })
}

export function toldIn(instance: string, files: readonly SystemFile[]): readonly SystemFile[] {
  return files.map(({ there, told }) => ({
    there,
    told: `C:\\MSSQL.${instance.toUpperCase()}\\DATA\\${told}`,
  }))
}

export function isSystemPath(files: readonly SystemFile[], there: string): boolean {
  return files.some((file) => file.there === there)
}
