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
  SQLWriter: 'SQLWriter',
  MSDTC: 'MSDTC',
  MSSQLSERVER: 'MSSQLSERVER',
  MSSQL$INST1: 'MSSQL$INST1',
})

choice('serviceAction', 'What the operator does in the services console', {
  starts: 'start',
  restarts: 'restart',
  stops: 'stop',
  kills: 'kill',
  'sets to Automatic': 'set Automatic',
  'sets to Manual': 'set Manual',
})

phrase(
  'the operator {serviceAction} the service {service}',
  'In the services console, or by ending its process; the startup type stays as it is unless it is set.',
  (action: Params<'service.control'>['action'], service: Service) =>
    command('service.control', { service, action }),
)

choice('serviceFact', 'What the services console shows of a service', {
  Running: { state: 'Running' },
  Stopped: { state: 'Stopped' },
  Automatic: { startType: 'Automatic' },
  Manual: { startType: 'Manual' },
  Disabled: { startType: 'Disabled' },
  Absent: { state: 'Absent' },
  'run by Local System': { account: 'LocalSystem' },
})

phrase(
  'the services console shows {service} as {serviceFact}',
  'The state (Running, Stopped, Absent), the startup type (Automatic, Manual, Disabled) or the account of the service now.',
  (service: Service, expect: Readonly<Record<string, string>>) =>
    command('service.query', { service }, { expect }),
)
