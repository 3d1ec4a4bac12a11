import * as SSM from '@aws-sdk/client-ssm'
import { informationAt } from '../commands/agent.js'
import { metadata } from './errors.js'
import type { Handlers } from './handler.js'
import { page } from './paging.js'

const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role'

/** Managed nodes, sessions and settings. */
export const ssm: Handlers<typeof SSM> = {
  DescribeInstanceInformation(input, { region, now }) {
    const filters = [
      ...(input.Filters ?? []).map((f) => ({ key: f.Key, values: f.Values })),
      ...(input.InstanceInformationFilterList ?? []).map((f) => ({ key: f.key, values: f.valueSet })),
    ]
    const request = { size: input.MaxResults, token: input.NextToken }
    const limit = { least: 5, most: 50, standard: 10 }
    const known = [...region.nodes.values()]
    if (filters.length === 0) {
      const cut = page(known, request, limit)
      const shown = cut.items.map((node) => informationAt(node, region, now))
      return { InstanceInformationList: shown, NextToken: cut.next }
    }
    const matching = known
      .map((node) => informationAt(node, region, now))
      .filter((node) => filters.every(({ key, values }) => values?.includes(nodeField(node, key) ?? '')))
    const cut = page(matching, request, limit)
    return { InstanceInformationList: cut.items, NextToken: cut.next }
  },
  /** A target that nobody knows is not connected either. */
  GetConnectionStatus(input, { region }) {
    const connected = region.nodes.get(input.Target ?? '')?.connected === true
    return { Target: input.Target, Status: connected ? 'connected' : 'notconnected' }
  },
  DescribeSessions(input, { region }) {
    const active = input.State === 'Active'
    const sessions = region.sessions.filter(
      (session) =>
        (session.EndDate === undefined) === active &&
        (input.Filters ?? []).every((f) => sessionField(session, f.key) === f.value),
    )
    const cut = page(sessions, { size: input.MaxResults, token: input.NextToken }, { most: 200, standard: 200 })
    return { Sessions: cut.items, NextToken: cut.next }
  },
  GetServiceSetting(input, { region }) {
    const { SettingId: id = '' } = input
    if (!id.endsWith(HOST_MANAGEMENT)) {
      const message = `Service setting ${id} not found.`
      throw new SSM.ServiceSettingNotFound({ message, $metadata: metadata(400) })
    }
    const role = region.defaultHostManagementRole
    return {
      ServiceSetting: {
        SettingId: HOST_MANAGEMENT,
        SettingValue: role ?? '$None',
        Status: role === undefined ? 'Default' : 'Customized',
      },
    }
  },
}

function nodeField(node: SSM.InstanceInformation, key: string | undefined): string | undefined {
  switch (key) {
    case 'InstanceIds':
      return node.InstanceId
    case 'PingStatus':
      return node.PingStatus
    case 'AgentVersion':
      return node.AgentVersion
    case 'PlatformTypes':
      return node.PlatformType
    case 'ResourceType':
      return node.ResourceType
    default:
      throw new SSM.InvalidFilterKey({ message: `The filter key ${key} is not valid.`, $metadata: metadata(400) })
  }
}

function sessionField(session: SSM.Session, key: string | undefined): string | undefined {
  switch (key) {
    case 'Target':
      return session.Target
    case 'Owner':
      return session.Owner
    case 'Status':
      return session.Status
    default:
      throw new SSM.InvalidFilterKey({ message: `The filter key ${key} is not valid.`, $metadata: metadata(400) })
  }
}
