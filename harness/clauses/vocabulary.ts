// The closed sets a clause draws its words from. A new word is added here first.

export const CLAUSE_KINDS = [
  'behaviour',
  'duty',
  'procedure',
  'figure',
  'limit',
  'precheck',
  'symptom',
  'advice',
] as const

export type ClauseKind = (typeof CLAUSE_KINDS)[number]

/** Who has to act or hold as the clause says. */
export const CLAUSE_ROLES = [
  'agent',
  'backup-server',
  'console',
  'coordinator',
  'hoster',
  'hyperv-host',
  'lync-server',
  'operator',
  'provider',
  'requestor',
  'site-server',
  'sql-server',
  'vmm-server',
  'windows',
  'writer',
] as const

export type ClauseRole = (typeof CLAUSE_ROLES)[number]

/** The targets on which a clause can be shown at all. */
export const CLAUSE_TARGETS = ['engine', 'sqlserver'] as const

export type ClauseTarget = (typeof CLAUSE_TARGETS)[number]

/**
 * The disturbances clauses speak of. Wider than the fault kinds of the model: the catalogue is
 * complete from the first day, and a kind joins the model when a target can inject it.
 */
export const CLAUSE_FAULTS = [
  'agent-missing',
  'automount-off',
  'call-out-of-order',
  'clock-skew',
  'commit-delayed',
  'concurrent-backup',
  'concurrent-ddl',
  'concurrent-growth',
  'concurrent-job',
  'concurrent-shrink',
  'concurrent-write',
  'corrupt-file',
  'cpu-limited',
  'cpu-starvation',
  'destination-missing',
  'dhcp-changed',
  'disk-full',
  'dns-changed',
  'efi-locked',
  'failover',
  'feature-disabled',
  'feature-missing',
  'file-io-error',
  'file-vanishes',
  'fragmented-changes',
  'hrl-apply',
  'initial-replication',
  'instance-stop',
  'io-error',
  'live-migration',
  'log-missing',
  'memory-limited',
  'memory-pressure',
  'network-cut',
  'network-delayed',
  'network-partition',
  'network-slow',
  'node-crash',
  'node-restart',
  'pending-rename',
  'permission-removed',
  'power-loss',
  'process-interference',
  'provider-failure',
  'provider-missing',
  'provider-slow',
  'replica-critical',
  'replica-resync',
  'requestor-crash',
  'resource-group-missing',
  'right-removed',
  'server-killed',
  'server-paused',
  'server-restarted',
  'server-stopped',
  'service-crash',
  'service-disabled',
  'service-hang',
  'service-misconfigured',
  'service-restart',
  'service-stopped',
  'shadow-copy-deleted',
  'shadow-storage-full',
  'version-mismatch',
  'vm-crash',
  'volume-missing',
  'volume-omitted',
  'write-flipped',
  'write-lost',
  'write-misdirected',
  'write-torn',
  'writer-fails',
  'writer-failure',
  'writer-slow',
  'wrong-account',
] as const

export type ClauseFault = (typeof CLAUSE_FAULTS)[number]
