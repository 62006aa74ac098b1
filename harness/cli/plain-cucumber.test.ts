// Plain cucumber-js and `frostproof run` over the same features come to the same verdicts. Here over
// some of them; `npm run check` lets cucumber-js replay them all.

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadFeatures } from '../cucumber/suite.js'
import type { Verdict } from '../model/verdict.js'
import { replay } from '../scenario/replay.js'
import type { Target } from '../targets/target.js'
import { DRIVER } from './cli.fixture.js'
import { openTarget } from './targets.js'

const ROOT = join(import.meta.dirname, '../..')
const FOLDERS = ['features/system-state', 'features/sql-writer/special-cases']

const ODD = `Feature: Odd
  Background:
    Given a Windows server SRV01

  Example: Expects what is not so
    When the backup agent runs a system state backup
    Then the system state backup failed

  Example: Nobody meets the fault
    Given the writer "System Writer" needs 2 seconds between freeze and thaw
    When 1 second passes

  Example: Nobody looks at the refusal
    When the operator registers the server with another passphrase
    Then the services console shows VSS as Running

  Example: Expects nothing
    When 1 second passes

  Example: Asks for what was never kept
    Then the system state backup completed
    And 1 second passes

  Example: Two machines, one named late
    When 1 second passes
    And a Windows server SRV02
    Then the services console shows VSS as Running

  Scenario Outline: All is well for <service>
    Then the services console shows <service> as Running

    Examples:
      | service |
      | VSS     |
      | RPC     |
`

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'frostproof-bridge-'))
  writeFileSync(join(folder, 'odd.feature'), ODD)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As much of cucumber's messages as is looked at here. */
interface TestStepResult {
  readonly status: string
  readonly exception?: { readonly type: string }
}

interface Envelope {
  readonly pickle?: { readonly id: string; readonly uri: string }
  readonly testCase?: { readonly id: string; readonly pickleId: string }
  readonly testCaseStarted?: { readonly id: string; readonly testCaseId: string }
  readonly testStepFinished?: {
    readonly testCaseStartedId: string
    readonly testStepResult: TestStepResult
  }
}

/** Verdicts by file, in the order of the file. */
type Verdicts = Readonly<Record<string, readonly Verdict[]>>

async function verdictsOfRun(target: Target): Promise<Verdicts> {
  await import('../../steps/index.js')
  const { scenarios } = loadFeatures([
    ...FOLDERS.map((each) => ({ folder: join(ROOT, each), root: ROOT })),
    { folder, root: ROOT },
  ])
  const verdicts: Record<string, Verdict[]> = {}
  for (const scenario of scenarios) {
    const options = { seed: 1, trace: false, wallMs: () => 0 }
    const { verdict } = await replay(target, scenario, options)
    verdicts[scenario.uri] = [...(verdicts[scenario.uri] ?? []), verdict]
  }
  return verdicts
}

async function verdictsOfCucumber(
  environment: Readonly<Record<string, string>>,
): Promise<Verdicts> {
  const messages = join(folder, 'messages.ndjson')
  const cucumber = join(ROOT, 'node_modules/@cucumber/cucumber/bin/cucumber.js')
  const config = join(folder, 'cucumber.mjs')
  const paths = FOLDERS.map((each) => `${each}/**/*.feature`)
  const chosen = { paths: [...paths, relative(ROOT, join(folder, 'odd.feature'))] }
  writeFileSync(
    config,
    `import all from ${JSON.stringify(pathToFileURL(join(ROOT, 'cucumber.js')).href)}
export default { ...all, ...${JSON.stringify(chosen)} }
`,
  )
  const words = [cucumber, '--config', relative(ROOT, config), '--format', `message:${messages}`]
  await new Promise<void>((resolve) => {
    const env = { ...process.env, ...environment }
    // It ends with 1, since not everything passes.
    execFile(process.execPath, words, { cwd: ROOT, env }, () => resolve())
  })
  const lines = readFileSync(messages, 'utf8').trim().split('\n')
  return verdictsOf(lines.map((line) => JSON.parse(line) as Envelope))
}

function verdictsOf(envelopes: readonly Envelope[]): Verdicts {
  const results = new Map<string, TestStepResult[]>()
  const pickleOfCase = new Map<string, string>()
  const caseOfStart = new Map<string, string>()
  for (const { testCase, testCaseStarted, testStepFinished } of envelopes) {
    if (testCase !== undefined) pickleOfCase.set(testCase.id, testCase.pickleId)
    if (testCaseStarted !== undefined)
      caseOfStart.set(testCaseStarted.id, testCaseStarted.testCaseId)
    if (testStepFinished === undefined) continue
    const testCaseId = caseOfStart.get(testStepFinished.testCaseStartedId) ?? ''
    const pickle = pickleOfCase.get(testCaseId) ?? ''
    results.set(pickle, [...(results.get(pickle) ?? []), testStepFinished.testStepResult])
  }
  const verdicts: Record<string, Verdict[]> = {}
  for (const { pickle } of envelopes) {
    if (pickle === undefined) continue
    const uri = pickle.uri.replaceAll('\\', '/')
    verdicts[uri] = [...(verdicts[uri] ?? []), verdictOf(results.get(pickle.id) ?? [])]
  }
  return verdicts
}

function verdictOf(results: readonly TestStepResult[]): Verdict {
  const wrong = results.find(({ status }) => status !== 'PASSED' && status !== 'SKIPPED')
  if (wrong !== undefined) {
    if (wrong.exception?.type === 'AssertionError') return 'failed'
    return wrong.exception?.type === 'Undecided' ? 'unknown' : 'error'
  }
  return results.some(({ status }) => status === 'SKIPPED') ? 'not-supported' : 'passed'
}

test('every scenario comes to the same verdict', async () => {
  const [run, cucumber] = await Promise.all([
    verdictsOfRun(await openTarget('engine')),
    verdictsOfCucumber({}),
  ])
  expect(cucumber).toEqual(run)
  const odd = Object.entries(run).find(([uri]) => uri.endsWith('odd.feature'))?.[1]
  const decided = ['failed', 'unknown', 'failed', 'unknown', 'failed', 'passed', 'passed', 'passed']
  expect(odd).toEqual(decided)
}, 120_000)

test('what the target cannot do is skipped, and never green', async () => {
  const program = join(folder, 'driver.mjs')
  writeFileSync(program, DRIVER)
  const driver = `driver:"${process.execPath}" "${program}" 0 host`
  const target = await openTarget(driver)
  const run = await verdictsOfRun(target)
  await target.close()
  expect(await verdictsOfCucumber({ FROSTPROOF_TARGET: driver })).toEqual(run)
  const counted = Object.values(run).flat()
  expect(counted.filter((verdict) => verdict === 'not-supported').length).toBeGreaterThan(100)
  expect(counted).not.toContain('passed')
}, 120_000)
