import { expect, it } from 'vitest'
import { isAmazonResolver } from '../../src/network/dns/servers.js'

it.each([
  ['AmazonProvidedDNS', true],
  ['amazonprovideddns', true],
  ['169.254.169.253', true],
  ['fd00:ec2::253', true],
  ['10.0.0.2', true],
  ['172.31.16.2', true],
  ['10.0.0.20', false],
  ['10.1.0.2', false],
  ['8.8.8.8', false],
  ['', false],
])('%s: %s', (server, expected) => {
  expect(isAmazonResolver(server, ['10.0.0.0/16', '172.31.16.0/20'])).toBe(expected)
})
