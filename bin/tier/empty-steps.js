// A support file for cucumber-js in which every step does nothing: what replaying the features costs
// before anything is tested. It lies in reports/, where it finds the installed cucumber.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './runner.js'

/** Writes the file and returns the arguments for cucumber-js. */
export function writeEmptySteps(folder) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'empty-steps.mjs'), supportFile(textsWithBlock()))
  const place = path.relative(ROOT, folder).split(path.sep).join('/')
  const config = { import: [`${place}/empty-steps.mjs`], paths: ['features/**/*.feature'] }
  writeFileSync(path.join(folder, 'cucumber.json'), JSON.stringify({ default: config }))
  return ['--config', `${place}/cucumber.json`, '--format', 'summary']
}

/** Cucumber counts the parameters of a step, and a table or text below it is one. */
function supportFile(texts) {
  const block = texts.length === 0 ? '(?!)' : texts.map(pattern).join('|')
  return `import { Given } from '@cucumber/cucumber'
Given(${new RegExp(`^(?:${block})$`)}, (block) => {})
Given(${new RegExp(`^(?!(?:${block})$).*$`)}, () => {})
`
}

function pattern(text) {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/<[^>]*>/g, '.*')
}

function textsWithBlock() {
  const folder = path.join(ROOT, 'features')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const features = names.filter((name) => name.endsWith('.feature'))
  const texts = features.flatMap((name) => {
    const text = readFileSync(path.join(folder, name), 'utf8')
    const step = /^ *(?:Given|When|Then|And|But|\*) (.*?) *\r?\n *(?:\||""")/gm
    return [...text.matchAll(step)].map((found) => found[1])
  })
  return [...new Set(texts)]
}
