// Instances of SQL Server: installed, started, stopped, opened by an application for itself.

import { command, type Params, phrase, type Step } from '../harness/index.js'
import { choice } from './parameter-types.js'

phrase(
  'SQL Server setup installs the instance {instance}',
  'With default options.',
  (instance: string) => command('instance.install', { instance }),
)

type InstanceAct = (instance: string) => Step

const controls =
  (act: Pick<Params<'instance.control'>, 'action' | 'mode'>): InstanceAct =>
  (instance) =>
    command('instance.control', { instance, ...act }, { as: 'control of the instance' })

choice<InstanceAct>('instanceAct', 'What happens to an instance', {
  'is started': controls({ action: 'start' }),
  'is started with -f': controls({ action: 'start', mode: 'minimal' }),
  'is stopped': controls({ action: 'stop' }),
  crashes: controls({ action: 'crash' }),
  'is restarted': controls({ action: 'restart' }),
  'is restarted with -f': controls({ action: 'restart', mode: 'minimal' }),
  'starts a user instance for D:\\apps\\shop.mdf': (instance) =>
    command('sql.connect', { instance, database: 'Shop', primary: 'D:\\apps\\shop.mdf' }),
  'ends its user instance': (instance) => command('sql.disconnect', { instance }),
})

phrase(
  'the instance {instance} {instanceAct}',
  'By the operator, or by itself when it crashes; the reply is the control of the instance.',
  (instance: string, act: InstanceAct) => act(instance),
)
