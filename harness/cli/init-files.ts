// What `frostproof init` writes: data, with nothing to fill in.

export const CI_NAMES = ['github', 'azure', 'gitlab'] as const
export type CiName = (typeof CI_NAMES)[number]

export interface FileToWrite {
  readonly path: string
  readonly text: string
}

const GITHUB = `name: frostproof
on:
  push:
  schedule:
    - cron: '17 3 * * *'

jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      - run: npx frostproof run --scenarios scenarios
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: frostproof-report
          path: reports/
`

const AZURE = `trigger:
  - main
schedules:
  - cron: '17 3 * * *'
    displayName: nightly
    branches:
      include: [main]

pool:
  vmImage: ubuntu-latest

steps:
  - task: NodeTool@0
    inputs:
      versionSpec: 22.x
  - script: npm ci
  - script: npx frostproof run --scenarios scenarios
    displayName: frostproof
  - task: PublishTestResults@2
    condition: always()
    inputs:
      testResultsFormat: JUnit
      testResultsFiles: reports/latest/junit.xml
  - publish: reports
    artifact: frostproof-report
    condition: always()
`

const GITLAB = `frostproof:
  image: node:22
  script:
    - npm ci
    - npx frostproof run --scenarios scenarios
  artifacts:
    when: always
    paths:
      - reports/
    reports:
      junit: reports/latest/junit.xml
`

const PIPELINES: { readonly [name in CiName]: FileToWrite } = {
  github: { path: '.github/workflows/frostproof.yml', text: GITHUB },
  azure: { path: 'azure-pipelines.yml', text: AZURE },
  gitlab: { path: '.gitlab-ci.yml', text: GITLAB },
}

/** A fault, its effect and an end: the shortest scenario that shows what a scenario is. */
const SCENARIO = `# Replay it alone:        npx frostproof replay scenarios/first.yaml
# Every command there is: npx frostproof scenario --schema
title: A writer that needs 61 seconds between freeze and thaw costs the backup
clauses: [SYST-ERR-02]
seed: 1
topology: { servers: [{ name: SRV01 }] }
steps:
  - { do: fault.inject, with: { kind: writer-slow, where: System Writer, seconds: 61 } }
  - { do: backup.run, with: { product: agent }, as: job, expect: { state: Failed } }
  - { do: vault.points, with: {}, expect: { points: { $count: 0 } } }
`

export function filesFor(ci: CiName): readonly FileToWrite[] {
  return [PIPELINES[ci], { path: 'scenarios/first.yaml', text: SCENARIO }]
}
