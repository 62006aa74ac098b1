export { enterDatabase, leaveDatabase, setUserAccess } from './access.js'
export {
  attachDatabase,
  closeIfUnused,
  createDatabase,
  detachDatabase,
  dropDatabase,
  moveFile,
  setOffline,
  setOnline,
} from './databases.js'
export {
  createInstance,
  findDatabase,
  type InDoubtResolution,
  type Instance,
  type InstanceOptions,
  instanceAt,
  type Session,
  type StartMode,
  SYSTEM_DATABASES,
} from './instance.js'
export {
  bootInstance,
  connect,
  crashInstance,
  disconnect,
  IN_DOUBT_TIMER,
  pauseInstance,
  resumeInstance,
  startInstance,
  stopInstance,
} from './lifecycle.js'
export {
  createLogin,
  dropLogin,
  installLogins,
  isSysadmin,
  type Login,
  loginsOf,
  SYSTEM_LOGIN,
  setSysadmin,
  WRITER_LOGIN,
} from './logins.js'
export {
  forgetPassword,
  keepPasswordHash,
  type PasswordHash,
  passwordHashOf,
} from './passwords.js'
export { beginRestore, endRestore, holdInRestore, setEmergency } from './restores.js'
