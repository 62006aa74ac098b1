// What each command is for, shown: the first lines of a help that most people read.

const EXAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  frostproof: [
    ['frostproof run', 'everything, on the built-in engine; writes reports/latest'],
    ['frostproof clauses SYST-ERR-02', 'what a clause says and what shows it'],
    ['frostproof init', 'a pipeline file and a first scenario of your own'],
  ],
  run: [
    ['frostproof run --clause SYST-ERR-02', 'one clause'],
    ['frostproof run --tags "@SQLW-DIF-19 or @slow"', 'what fits a tag expression'],
    ['frostproof run --target "driver:node my-driver.js"', 'your own engine'],
    ['frostproof run --scenarios cases --baseline known.yaml', 'with files of your own'],
    ['frostproof run --json | jq .outcome', 'for a program'],
  ],
  clauses: [
    ['frostproof clauses --missing', 'what nothing shows yet'],
    ['frostproof clauses --vocabulary', 'every step phrase and what it means'],
  ],
  replay: [
    ['frostproof replay reports/latest/failures/*.yaml', 'what did not pass, with its trace'],
    ['frostproof replay case.yaml --target "driver:node my-driver.js"', 'on your own engine'],
  ],
  scenario: [
    ['frostproof scenario --schema > scenario.schema.json', 'for an editor'],
    ['frostproof scenario case.yaml --feature', 'the same as Gherkin'],
  ],
  explore: [
    ['frostproof explore', 'every fault at every point of every conversation'],
    ['frostproof explore --faults random --runs 20000', 'random topologies, workloads and faults'],
    ['frostproof explore --target miniature:claims-every-backup', 'see it find a liar'],
  ],
  prove: [['frostproof prove --quick', 'the part that takes seconds']],
  diff: [
    ['frostproof diff reports/yesterday reports/latest', 'exit code 1 on a regression'],
    ['frostproof diff old new --markdown >> page.md', 'for a merge request'],
  ],
  verify: [
    ['frostproof verify reports/latest', 'whole and untouched?'],
    ['frostproof verify reports/latest --key public.pem', 'and signed by whom it should be?'],
  ],
  allure: [
    ['frostproof allure', 'reports/latest as an Allure report'],
    ['frostproof allure reports/nightly --results-only', 'for an Allure server'],
  ],
  report: [['frostproof report reports/latest.partial-4711-0', 'what a killed run came to']],
  init: [
    ['frostproof init', 'for the pipeline that the folder seems to have'],
    ['frostproof init --ci azure', 'for Azure Pipelines'],
  ],
  completion: [
    ['source <(frostproof completion bash)', 'in ~/.bashrc; zsh in the same way'],
    ['frostproof completion fish | source', 'in config.fish'],
    ['frostproof completion powershell | Out-String | Invoke-Expression', 'in $PROFILE'],
  ],
  watch: [
    ['frostproof watch', 'replays what a saved file concerns'],
    ['frostproof watch --features mine', 'with features of your own'],
  ],
}

/** For the end of a command's help; empty for a command without examples. */
export function examplesOf(command: string): string {
  const examples = EXAMPLES[command] ?? []
  if (examples.length === 0) return ''
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, what]) =>
    width <= COLUMN_MAX ? `  ${line.padEnd(width)}  ${what}` : `  ${line}\n      ${what}`,
  )
  return `\nExamples:\n${lines.join('\n')}`
}

const COLUMN_MAX = 56
