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
  type Instance,
  type InstanceOptions,
  type Session,
  type StartMode,
  SYSTEM_DATABASES,
} from './instance.js'
export {
  connect,
  crashInstance,
  disconnect,
  pauseInstance,
  resumeInstance,
  startInstance,
  stopInstance,
} from './lifecycle.js'
