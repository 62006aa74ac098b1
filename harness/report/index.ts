export { annotations, type Pipeline } from './annotations.js'
export { keepBeside, readBeside } from './beside.js'
export { diffRecords, type ReportDiff } from './diff.js'
export { diffMarkdown, diffText } from './diff-text.js'
export type { Exploration, ExploredConversation, HeatCell, Violation } from './exploration.js'
export { type FoldedReport, foldRecord, foldReport } from './fold.js'
export { keepHistory, readHistory } from './history.js'
export { explorationHtml } from './html.js'
export { type ComparedTarget, matrixHtml } from './matrix-html.js'
export { failurePath, tracePath } from './names.js'
export { type OpenReport, openReport, type ReportOptions } from './open.js'
export { exitCode } from './outcome.js'
export { unpackedPage } from './page-shell.js'
export { type Inspection, inspectRecord, readRecord, readRecordSoFar } from './reader.js'
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
