export {
  type BackupApplication,
  type BackupRecord,
  backupOfBase,
  type CatalogueEntry,
  createBackupApplication,
  deleteCopies,
  endApplication,
  type Finding as JobFinding,
  type JobOutcome,
  releaseSession,
} from './application.js'
export { type BackupPlan, takeBackup } from './backup.js'
export type { BaseIdentity } from './bases.js'
export { type CallMade, makeCalls, type NamedCall } from './calls.js'
export {
  COMPONENTS_DOCUMENT,
  COMPONENTS_FILE,
  type Contents,
  type MediumEntry,
  mediumFolder,
  mediumVolume,
  readContents,
  readFromMedium,
} from './medium.js'
export { checkPlan, type PlanToCheck } from './plan-check.js'
export { type PutBack, putBack } from './put-back.js'
export { restoreBackup } from './restore.js'
export type { NewTarget, RestorePlan } from './restore-plan.js'
