export {
  type Effect,
  type FaultBook,
  faultInForce,
  noteEffect,
  type PlacedFault,
  placeFault,
} from './faults.js'
export { later, NEVER, type Process, Signal, sleepUntil, type Wait, waitFor } from './process.js'
export type { RandomStream } from './random.js'
export { createSim, type Sim, type Timer, together } from './sim.js'
export type { Task } from './task.js'
export type { TraceEvent, TraceValue } from './trace.js'
