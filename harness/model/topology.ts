import { z } from 'zod'

/** The machines a scenario starts from. What is left out is the default: one healthy server. */
export const volumeSchema = z.strictObject({
  letter: z.string().regex(/^[A-Z]$/),
  gigabytes: z.number().positive().max(1_000_000),
  kind: z.enum(['fixed', 'removable']).default('fixed'),
})

/** SQL Server on a machine: its instances, and the SQL Writer that setup puts there. */
export const sqlSchema = z.strictObject({
  /** `MSSQLSERVER` is the default instance. Without one, the server has neither SQL Server nor writer. */
  instances: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_$]{0,15}$/))
    .max(64)
    .default([]),
  edition: z.enum(['Express', 'Standard', 'Enterprise', 'Developer']).default('Developer'),
  /** The install profile of the SQL Writer service. */
  writer: z.enum(['automatic', 'not enabled']).default('automatic'),
})

export const serverSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,14}$/),
  platform: z.enum(['on-premises', 'azure-vm', 'linux']).default('on-premises'),
  hardware: z.string().max(40).default('A'),
  /** Where the server stands, which is what its clock should be set to. */
  zone: z
    .string()
    .regex(/^UTC([+-]\d{1,2})?$/)
    .default('UTC'),
  windowsVolume: z
    .string()
    .regex(/^[A-Z]$/)
    .default('C'),
  scratchVolume: z
    .string()
    .regex(/^[A-Z]$/)
    .default('S'),
  /** Beside C: (Windows, 200 GB), S: (scratch, 200 GB) and X: (backup target, 500 GB). */
  volumes: z.array(volumeSchema).max(24).default([]),
  sql: sqlSchema.optional(),
})

export const topologySchema = z.strictObject({
  servers: z.array(serverSchema).min(1).max(16),
})

export type ServerTopology = z.output<typeof serverSchema>
export type Topology = z.output<typeof topologySchema>
