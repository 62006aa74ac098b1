export { type FoldedReport, foldRecord, foldReport } from './fold.js'
export { failurePath, tracePath } from './names.js'
export { type OpenReport, openReport, type ReportOptions } from './open.js'
export { exitCode } from './outcome.js'
export { type Inspection, inspectRecord, readRecord } from './reader.js'
export type {
  ClauseVerdict,
  ExitCode,
  Outcome,
  Report,
  ReportClause,
  ReportFault,
  ReportScenario,
  RunRecord,
  Totals,
} from './schema.js'
