import { expect, it } from 'vitest'
import { explainFailure } from '../../src/app/session-failure.js'
import { auditOf, reportOf } from '../report/support.js'

const report = reportOf(auditOf())
const [host] = report.hosts
const [database] = report.databases
if (!host || !database) throw new Error('the reference account has a host and a database')
const CONTEXT = {
  ...{ report, hostId: host.instanceId, database, localPort: 15_432 },
  ...{ pluginInstall: 'install it', pluginFound: true, shell: 'bash' as const },
}

it.each([
  [
    'The message gateway refused the connection (HTTP 403): <html>',
    /^The session began, but .*ssmmessages:OpenDataChannel/,
  ],
  [
    'The message gateway refused the connection (HTTP 403): AccessDeniedException: User: x is not authorized to perform: ssmmessages:OpenDataChannel on resource: y',
    /^Your identity may not perform ssmmessages:OpenDataChannel on y\./,
  ],
  [
    'The agent sent no HandshakeRequest within 15 s.',
    /^The agent of .*i-0a1.* did not open its end of the data channel/,
  ],
  ['Setting up data channel with id x failed: AccessDenied', /did not open its end of the data channel/],
  ['Plugin with name Port is not supported by this version of ssm agent', /is too old for this kind of session/],
  ['Forwarding to IP address 169.254.169.254 is forbidden.', /forwards to no such address as 169\.254\.169\.254/],
  ['TargetNotConnected: i-0a1 is not connected.', /has no session channel/],
])('what %j means is said', (words, expected) => {
  expect(explainFailure(words, CONTEXT)[0]).toMatch(expected)
})

it('of words that are not known nothing is said', () => {
  expect(explainFailure('Something else.', CONTEXT)).toEqual([])
})
