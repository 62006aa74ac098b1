import { command, type Params, phrase } from '../harness/index.js'
import { choice } from './parameter-types.js'

type Service = Params<'service.control'>['service']

choice<Service>('service', 'A service, by its name', {
  RPC: 'RPC',
  EventSystem: 'EventSystem',
  SENS: 'SENS',
  VSS: 'VSS',
  SWPRV: 'SWPRV',
  'Microsoft Azure Recovery Services': 'Microsoft Azure Recovery Services',
  'Task Scheduler': 'Task Scheduler',
})

choice('serviceAction', 'What the operator does in the services console', {
  starts: 'start',
  restarts: 'restart',
})

phrase(
  'the operator {serviceAction} the service {service}',
  'In the services console; the startup type stays as it is.',
  (action: Params<'service.control'>['action'], service: Service) =>
    command('service.control', { service, action }),
)

choice('serviceFact', 'What the services console shows of a service', {
  Running: { state: 'Running' },
  Stopped: { state: 'Stopped' },
  Automatic: { startType: 'Automatic' },
  Manual: { startType: 'Manual' },
  Disabled: { startType: 'Disabled' },
})

phrase(
  'the services console shows {service} as {serviceFact}',
  'The state (Running, Stopped) or the startup type (Automatic, Manual, Disabled) of the service now.',
  (service: Service, expect: Readonly<Record<string, string>>) =>
    command('service.query', { service }, { expect }),
)
