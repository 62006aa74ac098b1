import type * as messages from '@cucumber/messages'

/** Where a part of a feature stands, which what is compiled of it does not tell. */
export interface AstPlace {
  readonly line: number
  /** The title of a scenario, the first cell of an examples row. */
  readonly name: string
  readonly keyword?: string
  readonly rule?: string
}

/** Every step, scenario and examples row of a document, by its id. */
export function placesOf(document: messages.GherkinDocument): ReadonlyMap<string, AstPlace> {
  const places = new Map<string, AstPlace>()
  const steps = (all: readonly messages.Step[]) => {
    for (const step of all)
      places.set(step.id, { line: step.location.line, name: step.text, keyword: step.keyword })
  }
  const scenario = (each: messages.Scenario, rule: string) => {
    places.set(each.id, { line: each.location.line, name: each.name, rule })
    steps(each.steps)
    for (const examples of each.examples)
      for (const row of examples.tableBody)
        places.set(row.id, { line: row.location.line, name: row.cells[0]?.value ?? '' })
  }
  for (const child of document.feature?.children ?? []) {
    if (child.background) steps(child.background.steps)
    if (child.scenario) scenario(child.scenario, '')
    for (const inner of child.rule?.children ?? []) {
      if (inner.background) steps(inner.background.steps)
      if (inner.scenario) scenario(inner.scenario, child.rule?.name ?? '')
    }
  }
  return places
}
