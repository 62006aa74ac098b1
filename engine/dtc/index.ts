export {
  abortGlobal,
  addCoordinator,
  attend,
  beginGlobal,
  type CommitOutcome,
  type CoordinatorOptions,
  commitGlobal,
  loseMemory,
} from './coordinator.js'
export type { Coordinator, GlobalTransaction } from './coordinator-state.js'
export { createNetwork, onNetworkTimer } from './create-network.js'
export { DECISION_LOG_BYTES, DECISION_WRITE_POINT, type LogPort } from './decision-log.js'
export { ARRIVE_POINT, type Network, SEND_POINT } from './network.js'
export { addParticipant, askNow, enlistAt } from './participant.js'
export type { BranchView, Participant, ResourceManager } from './participant-state.js'
export { captureOutcomes, holdDecisions, releaseDecisions } from './snapshot.js'
