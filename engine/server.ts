// The second door into the engine: SQL Server by itself, for whoever carries bytes and files. Apart
// from the first, so that a run on a modelled world does not load a language and a protocol.

export { coordinatorPort } from './coordinator-port.js'
export * as sqlTds from './sql/tds/index.js'
export * as tsql from './sql/tsql/index.js'
export {
  checkpointing,
  installStandalone,
  type Standalone,
  type StandaloneOptions,
  startStandalone,
  stopStandalone,
} from './standalone.js'
