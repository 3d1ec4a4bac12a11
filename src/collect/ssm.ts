import {
  GetConnectionStatusCommand,
  GetServiceSettingCommand,
  paginateDescribeInstanceInformation,
  paginateListAssociations,
} from '@aws-sdk/client-ssm'
import { hasCode } from '../aws/errors.js'
import type { Collected } from '../model/collected.js'
import type { Association, DefaultHostManagement, ManagedNode } from '../model/snapshot-hosts.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'

const PAGE_SIZE = 50
const DEFAULT_HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role'

export function collectManagedNodes({ clients, runner, region }: RegionContext): Promise<Collected<ManagedNode[]>> {
  return runner.collectAll(
    'ssm:DescribeInstanceInformation',
    (options) => paginateDescribeInstanceInformation({ client: clients.ssm(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.InstanceInformationList, token: (page) => page.NextToken },
    (node) =>
      defined({
        instanceId: need(node.InstanceId, 'InstanceId'),
        pingStatus: need(node.PingStatus, 'PingStatus'),
        lastPingDateTime: node.LastPingDateTime?.toISOString(),
        agentVersion: node.AgentVersion,
        platformType: node.PlatformType,
        platformName: node.PlatformName,
        platformVersion: node.PlatformVersion,
        resourceType: node.ResourceType,
        sourceId: node.SourceId,
        sourceType: node.SourceType,
        ipAddress: node.IPAddress,
        computerName: node.ComputerName,
        iamRole: node.IamRole,
      }),
  )
}

/** `connected` or `notconnected`; the CLI has shown capitals. */
export function collectConnectionStatus(
  { clients, runner, region }: RegionContext,
  instanceId: string,
): Promise<Collected<string>> {
  return runner.collectOne('ssm:GetConnectionStatus', async (options) => {
    const answer = await clients.ssm(region).send(new GetConnectionStatusCommand({ Target: instanceId }), options)
    return need(answer.Status, 'Status').toLowerCase()
  })
}

export function collectAssociations({ clients, runner, region }: RegionContext): Promise<Collected<Association[]>> {
  return runner.collectAll(
    'ssm:ListAssociations',
    (options) => paginateListAssociations({ client: clients.ssm(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.Associations, token: (page) => page.NextToken },
    (association) =>
      defined({
        associationId: need(association.AssociationId, 'AssociationId'),
        associationName: association.AssociationName,
        documentName: association.Name ?? '',
        instanceId: association.InstanceId,
        targets: (association.Targets ?? []).map((target) => ({
          key: target.Key ?? '',
          values: target.Values ?? [],
        })),
        scheduleExpression: association.ScheduleExpression,
      }),
  )
}

export function collectDefaultHostManagement({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<DefaultHostManagement>> {
  return runner.collectOne('ssm:GetServiceSetting', async (options) => {
    try {
      const { ServiceSetting } = await clients
        .ssm(region)
        .send(new GetServiceSettingCommand({ SettingId: DEFAULT_HOST_MANAGEMENT }), options)
      return defined({
        settingValue: need(ServiceSetting?.SettingValue, 'SettingValue'),
        status: ServiceSetting?.Status,
      })
    } catch (error) {
      if (hasCode(error, ['ServiceSettingNotFound'])) return { settingValue: '$None', status: 'Default' }
      throw error
    }
  })
}
