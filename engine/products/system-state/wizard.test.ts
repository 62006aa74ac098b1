import { describe, expect, test } from 'vitest'
import { makeMachine } from './machine.fixture.js'
import { windowsVolume } from './system-files.js'
import { WIZARD_TITLE, type WizardAction, walkWizard } from './wizard.js'

const open: WizardAction = { action: 'open' }
const next: WizardAction = { action: 'next' }
const install: WizardAction = { action: 'install' }
const cancel: WizardAction = { action: 'cancel' }
const selectServer: WizardAction = { action: 'select-server', value: 'SRV01' }
const selectFeature: WizardAction = { action: 'select-feature', value: 'Windows Server Backup' }
const goTo = (value: string): WizardAction => ({ action: 'go-to', value })

/** The shortest way to each page. */
const WAYS: Readonly<Record<string, readonly WizardAction[]>> = {
  'installation type': [open],
  'server selection': [open, next],
  'server roles': [open, next, selectServer, next],
  features: [open, next, selectServer, next, next],
  confirmation: [open, next, selectServer, next, next, next],
  results: [open, next, selectServer, next, next, next, install],
}

const ACTIONS: Readonly<Record<string, WizardAction>> = {
  next,
  install,
  'select-server': selectServer,
  'select-feature': selectFeature,
  'go-to features': goTo('features'),
  'go-to results': goTo('results'),
  'go-to nowhere': goTo('nowhere'),
}

// What each action comes to on each page: the page it leads to, or why it is refused.
const NO_WAY = 'there is no way on from'
const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'installation type': {
    next: 'server selection',
    install: 'Install is not offered on',
    'select-server': 'servers are not selected on',
    'select-feature': 'features are not selected on',
    'go-to features': 'select a server first',
    'go-to results': NO_WAY,
    'go-to nowhere': NO_WAY,
  },
  'server selection': {
    next: 'select a server first',
    install: 'Install is not offered on',
    'select-server': 'server selection',
    'select-feature': 'features are not selected on',
    'go-to features': 'select a server first',
    'go-to results': NO_WAY,
    'go-to nowhere': NO_WAY,
  },
  'server roles': {
    next: 'features',
    install: 'Install is not offered on',
    'select-server': 'servers are not selected on',
    'select-feature': 'features are not selected on',
    'go-to features': 'features',
    'go-to results': NO_WAY,
    'go-to nowhere': NO_WAY,
  },
  features: {
    next: 'confirmation',
    install: 'Install is not offered on',
    'select-server': 'servers are not selected on',
    'select-feature': 'features',
    'go-to features': 'features',
    'go-to results': NO_WAY,
    'go-to nowhere': NO_WAY,
  },
  confirmation: {
    next: NO_WAY,
    install: 'results',
    'select-server': 'servers are not selected on',
    'select-feature': 'features are not selected on',
    'go-to features': 'features',
    'go-to results': NO_WAY,
    'go-to nowhere': NO_WAY,
  },
  results: {
    next: NO_WAY,
    install: 'Install is not offered on',
    'select-server': 'servers are not selected on',
    'select-feature': 'features are not selected on',
    'go-to features': 'features',
    'go-to results': NO_WAY,
    'go-to nowhere': NO_WAY,
  },
}

describe('every action on every page leads somewhere or is refused', () => {
  for (const [page, way] of Object.entries(WAYS))
    for (const [name, action] of Object.entries(ACTIONS))
      test(`${name} on ${page}`, () => {
        const expected = TABLE[page]?.[name] ?? 'no row'
        const machine = makeMachine()
        const answer = walkWizard(machine, [...way, action])
        if (answer.refused === '') expect(answer.pages.at(-1)).toBe(expected)
        else expect(answer.refused).toContain(expected)
        // A refusal leaves the wizard where it was.
        if (answer.refused !== '') expect(answer.pages.at(-1)).toBe(page)
      })
})

test('the whole way installs the feature, and only the last action does', () => {
  const machine = makeMachine()
  machine.host.features.delete('Windows-Server-Backup')
  const way = [open, next, selectServer, next, next, selectFeature, next]
  const before = walkWizard(machine, way)
  expect(before).toMatchObject({ title: WIZARD_TITLE, text: `${WIZARD_TITLE}: confirmation` })
  expect(machine.host.features.has('Windows-Server-Backup')).toBe(false)
  const answer = walkWizard(machine, [...way, install])
  expect(answer.pages).toEqual([
    'installation type',
    'server selection',
    'server roles',
    'features',
    'confirmation',
    'results',
  ])
  expect(answer.text).toBe('Windows Server Backup: installation succeeded on SRV01.')
  expect(machine.host.features.get('Windows-Server-Backup')).toBe('Installed')
})

test('with nothing selected nothing is installed', () => {
  const machine = makeMachine()
  machine.host.features.clear()
  const answer = walkWizard(machine, WAYS['results'] ?? [])
  expect(answer.text).toBe('Nothing was selected, nothing was installed.')
  expect([...machine.host.features]).toEqual([])
})

test('an installation that cannot write says so and installs nothing', () => {
  const machine = makeMachine()
  machine.host.features.clear()
  windowsVolume(machine).writeProtected = true
  const way = [open, next, selectServer, next, next, selectFeature, next, install]
  expect(walkWizard(machine, way).text).toBe(
    'Windows Server Backup: installation failed with error 19.',
  )
  expect([...machine.host.features]).toEqual([])
})

function checkRefused(actions: readonly WizardAction[], refused: string): void {
  expect(walkWizard(makeMachine(), actions).refused).toBe(refused)
}

test('before it is open nothing can be done', () => {
  for (const action of [next, install, cancel, selectServer])
    checkRefused([action], 'the wizard is not open')
})
test('a server that is not in the pool', () =>
  checkRefused(
    [open, next, { action: 'select-server', value: 'SRV02' }],
    '"SRV02" is not in the server pool',
  ))
test('a feature that is not there', () =>
  checkRefused(
    [...(WAYS['features'] ?? []), { action: 'select-feature', value: 'Chess' }],
    'there is no feature "Chess"',
  ))
test('nothing is done after a refusal', () =>
  expect(walkWizard(makeMachine(), [open, install, next]).pages).toEqual(['installation type']))
test('nothing is done after a cancellation', () =>
  expect(walkWizard(makeMachine(), [open, next, cancel, next])).toMatchObject({
    pages: ['installation type', 'server selection'],
    refused: '',
  }))
test('opened anew it begins anew', () =>
  expect(walkWizard(makeMachine(), [open, next, selectServer, open, next, next]).refused).toBe(
    'select a server first',
  ))
test('without an action there is no wizard', () =>
  expect(walkWizard(makeMachine(), [])).toEqual({ title: '', pages: [], text: '', refused: '' }))
