// The shape of a feature file: tags from the closed set, one `When`, few steps, telling titles.

import { AstBuilder, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin'
import type { Background, Feature, Rule, Scenario, Tag } from '@cucumber/messages'
import { isCapability } from '../model/capability.js'

const STEPS_MAX = 7
const BACKGROUND_STEPS_MAX = 3
/** Words that tell the verdict instead of the case. */
const EMPTY_TITLE = /\b(works?|correctly|successfully)\b/i

export interface FeatureText {
  readonly file: string
  readonly text: string
}

export function checkFeature(
  { file, text }: FeatureText,
  clauseIds: ReadonlySet<string>,
): string[] {
  const feature = parseFeature(text)
  if (feature === undefined) return [`${file}: holds no feature`]
  const complaints = [
    ...checkTags(feature.tags, clauseIds),
    ...rulesOf(feature).flatMap((rule) => checkTags(rule.tags, clauseIds)),
    ...backgroundsOf(feature).flatMap(checkBackground),
    ...scenariosOf(feature).flatMap((scenario) => [
      ...checkTags(scenario.tags, clauseIds),
      ...scenario.examples.flatMap((examples) => checkTags(examples.tags, clauseIds)),
      ...checkScenario(scenario),
    ]),
    ...looseScenarios(feature),
  ]
  return complaints.map(({ line, message }) => `${file}:${line}: ${message}`)
}

interface Complaint {
  readonly line: number
  readonly message: string
}

/** The rules of a feature with the clause ids each carries. */
export function clausesByRule({ file, text }: FeatureText): { place: string; clauses: string[] }[] {
  const feature = parseFeature(text)
  if (feature === undefined) return []
  return rulesOf(feature).map((rule) => {
    const examples = rule.children.flatMap((child) => child.scenario ?? [])
    const tags = [...rule.tags, ...examples.flatMap((example) => example.tags)]
    const names = tags.map(({ name }) => name.slice(1))
    return {
      place: `${file}:${rule.location.line}`,
      clauses: names.filter((name) => !name.startsWith('needs:') && name !== 'slow'),
    }
  })
}

function parseFeature(text: string): Feature | undefined {
  let next = 0
  const builder = new AstBuilder(() => String(next++))
  return new Parser(builder, new GherkinClassicTokenMatcher()).parse(text).feature
}

function rulesOf(feature: Feature): Rule[] {
  return feature.children.flatMap((child) => child.rule ?? [])
}

function backgroundsOf(feature: Feature): Background[] {
  const children = [...feature.children, ...rulesOf(feature).flatMap((rule) => rule.children)]
  return children.flatMap((child) => child.background ?? [])
}

function scenariosOf(feature: Feature): Scenario[] {
  const children = [...feature.children, ...rulesOf(feature).flatMap((rule) => rule.children)]
  return children.flatMap((child) => child.scenario ?? [])
}

function checkTags(tags: readonly Tag[], clauseIds: ReadonlySet<string>): Complaint[] {
  return tags.flatMap(({ name, location: { line } }) => {
    if (name === '@slow' || clauseIds.has(name.slice(1))) return []
    if (!name.startsWith('@needs:')) return [{ line, message: `${name} names no clause` }]
    if (isCapability(name.slice('@needs:'.length))) return []
    return [{ line, message: `${name} names no capability` }]
  })
}

function checkBackground({ steps, location: { line } }: Background): Complaint[] {
  const complaints: Complaint[] = []
  if (steps.length > BACKGROUND_STEPS_MAX) {
    const message = `a background of ${steps.length} steps, at most ${BACKGROUND_STEPS_MAX}`
    complaints.push({ line, message })
  }
  const doing = steps.find(({ keyword }) => /^(When|Then) /.test(keyword))
  if (doing) complaints.push({ line: doing.location.line, message: 'a background is all Given' })
  return complaints
}

function checkScenario({ name, steps, location: { line } }: Scenario): Complaint[] {
  const complaints: Complaint[] = []
  const whens = steps.filter(({ keyword }) => keyword.trim() === 'When').length
  if (whens !== 1) complaints.push({ line, message: `"${name}" has ${whens} When, not one` })
  if (steps.length > STEPS_MAX)
    complaints.push({ line, message: `"${name}" has ${steps.length} steps, at most ${STEPS_MAX}` })
  const word = EMPTY_TITLE.exec(name)?.[0]
  if (word !== undefined)
    complaints.push({ line, message: `"${name}" says "${word}": name the case, not the verdict` })
  return complaints
}

/** Every example shows a clause, and a rule is the sentence of it. */
function looseScenarios(feature: Feature): Complaint[] {
  return feature.children.flatMap(({ scenario }) =>
    scenario === undefined
      ? []
      : [{ line: scenario.location.line, message: `"${scenario.name}" stands under no Rule` }],
  )
}
