// The Add Roles and Features wizard: pages in a fixed order, nothing installed before Install is
// chosen on the confirmation page.

import { BACKUP_FEATURE, FEATURE_TITLES, featureState } from './features.js'
import { installFeature } from './install-feature.js'
import type { Machine } from './machine.js'

export const WIZARD_TITLE = 'Add Roles and Features wizard'

const PAGES = [
  'installation type',
  'server selection',
  'server roles',
  'features',
  'confirmation',
  'results',
] as const
type Page = (typeof PAGES)[number]

export type WizardAction =
  | { readonly action: 'open' | 'next' | 'install' | 'cancel' }
  | { readonly action: 'select-server' | 'select-feature' | 'go-to'; readonly value: string }

/** One session of the wizard, from its opening to its end. */
interface Wizard {
  page: Page
  readonly visited: Page[]
  server: string | undefined
  feature: string | undefined
  /** What the results page says. */
  results: string
}

export interface WizardAnswer {
  readonly title: string
  readonly pages: readonly string[]
  readonly text: string
  /** Why the last action was refused; empty when none was. */
  readonly refused: string
}

/** Works through the actions until one is refused or the wizard is cancelled. */
export function walkWizard(machine: Machine, actions: readonly WizardAction[]): WizardAnswer {
  let wizard: Wizard | undefined
  for (const each of actions) {
    if (each.action === 'open') {
      wizard = open(machine)
      continue
    }
    if (wizard === undefined) return answer(undefined, 'the wizard is not open')
    if (each.action === 'cancel') return answer(wizard, '')
    const refused = act(machine, wizard, each)
    if (refused !== undefined) return answer(wizard, refused)
  }
  return answer(wizard, '')
}

/** The wizard offers what is not installed, so it looks at every feature as it comes up. */
function open(machine: Machine): Wizard {
  for (const name of FEATURE_TITLES.keys()) featureState(machine, name)
  return {
    page: 'installation type',
    visited: ['installation type'],
    server: undefined,
    feature: undefined,
    results: '',
  }
}

function act(machine: Machine, wizard: Wizard, each: WizardAction): string | undefined {
  switch (each.action) {
    case 'next':
      return goTo(wizard, PAGES[PAGES.indexOf(wizard.page) + 1])
    case 'go-to':
      return goTo(
        wizard,
        PAGES.find((page) => page === each.value),
      )
    case 'select-server':
      return selectServer(machine, wizard, each.value)
    case 'select-feature':
      return selectFeature(wizard, each.value)
    case 'install':
      return install(machine, wizard)
    default:
      return `${each.action} is not possible on the page ${wizard.page}`
  }
}

function goTo(wizard: Wizard, page: Page | undefined): string | undefined {
  if (page === undefined || page === 'results') return `there is no way on from ${wizard.page}`
  const serverNeeded = PAGES.indexOf(page) > PAGES.indexOf('server selection')
  if (serverNeeded && wizard.server === undefined) return 'select a server first'
  wizard.page = page
  wizard.visited.push(page)
  return undefined
}

function selectServer(machine: Machine, wizard: Wizard, name: string): string | undefined {
  if (wizard.page !== 'server selection') return `servers are not selected on ${wizard.page}`
  if (name !== machine.host.name) return `"${name}" is not in the server pool`
  wizard.server = name
  return undefined
}

function selectFeature(wizard: Wizard, title: string): string | undefined {
  if (wizard.page !== 'features') return `features are not selected on ${wizard.page}`
  for (const [name, known] of FEATURE_TITLES)
    if (title === known || title === name) {
      wizard.feature = name
      return undefined
    }
  return `there is no feature "${title}"`
}

function install(machine: Machine, wizard: Wizard): string | undefined {
  if (wizard.page !== 'confirmation') return `Install is not offered on ${wizard.page}`
  wizard.page = 'results'
  wizard.visited.push('results')
  if (wizard.feature === undefined) {
    wizard.results = 'Nothing was selected, nothing was installed.'
    return undefined
  }
  const title = FEATURE_TITLES.get(wizard.feature) ?? BACKUP_FEATURE
  const installed = installFeature(machine, wizard.feature)
  wizard.results = installed.ok
    ? `${title}: installation succeeded on ${machine.host.name}.`
    : `${title}: installation failed with error ${installed.error.code}.`
  return undefined
}

function answer(wizard: Wizard | undefined, refused: string): WizardAnswer {
  return {
    title: wizard === undefined ? '' : WIZARD_TITLE,
    pages: wizard?.visited ?? [],
    text: wizard === undefined ? '' : wizard.results || `${WIZARD_TITLE}: ${wizard.page}`,
    refused,
  }
}
