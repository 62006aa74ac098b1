// A support file for cucumber-js in which every step does nothing: what replaying the features costs
// before anything is tested. It lies in reports/, where it finds the installed cucumber.

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './runner.js'

/** Writes the file and returns the arguments for cucumber-js. */
export function writeEmptySteps(folder) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'empty-steps.mjs'), SUPPORT_FILE)
  const place = path.relative(ROOT, folder).split(path.sep).join('/')
  const config = { import: [`${place}/empty-steps.mjs`], paths: ['features/**/*.feature'] }
  writeFileSync(path.join(folder, 'cucumber.json'), JSON.stringify({ default: config }))
  return ['--config', `${place}/cucumber.json`, '--format', 'summary']
}

// One definition for every step. Cucumber hands a function of one parameter the table or text below
// the step, and where there is none a callback.
const SUPPORT_FILE = `import { Given } from '@cucumber/cucumber'
Given(/^.*$/, (blockOrCallback) => {
  if (typeof blockOrCallback === 'function') blockOrCallback()
})
`
