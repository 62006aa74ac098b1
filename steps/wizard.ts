import { command, type Params, type Table, tablePhrase } from '../harness/index.js'
import { chosen } from './parameter-types.js'

type Action = Params<'wizard.walk'>['actions'][number]['action']

const ACTIONS: Readonly<Record<string, Action>> = {
  'Add roles and features': 'open',
  Next: 'next',
  'select server': 'select-server',
  'select feature': 'select-feature',
  Install: 'install',
  Cancel: 'cancel',
  'go to page': 'go-to',
}

tablePhrase(
  'the operator works in Server Manager',
  'One row per action (Add roles and features, Next, select server, select feature, Install, Cancel, go to page) and what it is done to; ends early where an action is refused. The reply is the wizard.',
  (rows: Table) => command('wizard.walk', { actions: rows.map(actionOf) }, { as: 'wizard' }),
)

function actionOf([name = '', value = '']: readonly string[]): { action: Action; value: string } {
  return { action: chosen('action of the wizard', ACTIONS, name), value }
}
