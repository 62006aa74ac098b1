export {
  AGENT_SERVICE,
  agentCanBackUp,
  runAgentBackup,
  SCRATCH_FOLDER,
  vaultIsReachable,
} from './agent.js'
export {
  buildMachine,
  DEFAULT_VOLUMES,
  type MachineOptions,
  PUBLISHED,
  type Surroundings,
} from './build-machine.js'
export { diagnose } from './diagnosis/diagnosis.js'
export type { Finding } from './diagnosis/finding.js'
export { BACKUP_FEATURE, FEATURE_TITLES } from './features.js'
export { allocateFile, makeFoldersFor, writeWholeFile } from './files.js'
export { imagesOn, readFromImage } from './image.js'
export { beginJob, endJob, type Job, jobsOf, lastEnded } from './job.js'
export type { Machine, ProductName } from './machine.js'
export { startOfflineBackup } from './offline.js'
export {
  endProcess,
  endProcessLater,
  onProcessEnd,
  PROCESS_END_TIMER,
  type ProcessEnd,
  restartServer,
} from './operator.js'
export { planRecovery, recover } from './recovery.js'
export { register } from './registration.js'
export { onScheduleTimer, requestSchedule, SCHEDULE_TIMER } from './schedule.js'
export { type ShellAnswer, startLine } from './shell/shell.js'
export {
  configPath,
  OLD_DATA_BYTES,
  OLD_DATA_FILE,
  systemStateSource,
  windowsVolume,
} from './system-files.js'
export { backUpBootPartition, backUpThroughWriters } from './third-party.js'
export { validate } from './validation.js'
export { unseal, type Vault } from './vault.js'
export { backUpSystemState } from './windows-server-backup.js'
export { type WizardAction, walkWizard } from './wizard.js'
