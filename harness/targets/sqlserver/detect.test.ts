import { expect, test } from 'vitest'
import { SQL_SERVER_CAPABILITIES } from '../../model/capability.js'
import { capabilitiesOf, reasonsFor } from './detect.js'

const EVERYTHING = { files: true, control: true, smallVolumes: true, container: true }
const ALONE = { files: false, control: false, smallVolumes: false, container: false }

test('SQL Server 2022 in a container offers all that SQL Server can', () =>
  expect(new Set(capabilitiesOf('16.0.4135.4', EVERYTHING))).toEqual(
    new Set(SQL_SERVER_CAPABILITIES),
  ))

test('SQL Server 2019 suspends no database, and says so', () => {
  expect(capabilitiesOf('15.0.4375.4', EVERYTHING)).not.toContain('suspend')
  expect(reasonsFor('15.0.4375.4', EVERYTHING).suspend).toContain('2022')
})

test('a server alone lacks what nobody gave, and says how to give it', () => {
  expect(capabilitiesOf('17.0.1000.7', ALONE)).toEqual(['sql', 'time', 'network', 'suspend'])
  expect(reasonsFor('17.0.1000.7', ALONE)).toMatchObject({
    'file-access': expect.stringContaining('--server-files'),
    'instance-control': expect.stringContaining('--server-control'),
  })
})

test('what Windows alone has is missing with the reason of the guide', () =>
  expect(reasonsFor('16.0', EVERYTHING)['sql-writer']).toContain('SQLW-SUP-37'))
