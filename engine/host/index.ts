export {
  ADMINISTRATORS,
  BACKUP_OPERATORS,
  groupsOf,
  isMember,
  LOCAL_SYSTEM_ACCOUNT,
  mayBackUp,
} from './account.js'
export type { EventEntry, EventLevel, EventLogs } from './event-log.js'
export {
  createHost,
  type FeatureState,
  type Host,
  logEvent,
  zoneOffset,
} from './host.js'
export {
  addProcess,
  heaviestProcesses,
  type OsProcess,
  type Resource,
  speedOf,
  work,
} from './resources.js'
export {
  crashService,
  demandService,
  inspectService,
  requireService,
  restartService,
  type Service,
  type ServiceError,
  type StartType,
  serviceIsRunning,
  startAutomaticServices,
  startService,
  stopService,
} from './service.js'
export { compareVersions } from './software.js'
