export { type Built, parameterType, phrase, type Table, tablePhrase } from './cucumber/phrases.js'
export type { CommandName, Params, ReplyValue } from './model/commands.js'
export { FAULT_KINDS, type FaultKind } from './model/fault.js'
export type { Pattern } from './model/pattern.js'
export {
  type AwaitStep,
  type CommandStep,
  command,
  type ReplyStep,
  type Step,
} from './model/plan.js'
