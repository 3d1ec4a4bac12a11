import type { Change } from '../../model/change.js'
import type { RegionSnapshot, Snapshot } from '../../model/snapshot.js'

/** VPCs of which a change may make other things said; `everything`: also of regions and callers. */
export type Touched = ReadonlySet<string> | 'everything'

/**
 * What changes touch, by where things are before and after a plan: a security group's rules those that bear it, a role's
 * policies those that run with it. What nobody bears yet changes nothing.
 * @param operators ARNs of the config, of which it is said what they may do on each host
 */
export function touchedBy(
  before: Snapshot,
  after: Snapshot,
  operators: readonly string[],
): (change: Change, stepId: string) => Touched {
  const homes = [before, after].map(homesOf)
  const of = (name: keyof ReturnType<typeof homesOf>, id: string) =>
    new Set(homes.flatMap((each) => [...(each[name].get(id) ?? [])]))
  return (change, stepId) => {
    switch (change.kind) {
      case 'create-security-group':
      case 'create-key':
        return NOTHING
      case 'create-instance-role':
        return of('roles', `new:${stepId}`)
      case 'update-session-preferences':
        return 'everything'
      case 'authorize-security-group-ingress':
      case 'authorize-security-group-egress':
      case 'revoke-security-group-ingress':
      case 'revoke-security-group-egress':
        return orEverything(of('groups', change.groupId))
      case 'put-role-policy':
      case 'attach-role-policy':
        return operators.some((arn) => arn.endsWith(`/${change.roleName}`))
          ? 'everything'
          : of('roles', change.roleName)
      case 'run-instances':
        return operators.length > 0 ? 'everything' : new Set([change.vpcId])
      case 'create-vpc-endpoint':
      case 'modify-vpc-endpoint':
      case 'modify-vpc-attribute':
      case 'modify-network-interface-groups':
      case 'update-agent':
        return new Set([change.vpcId])
      case 'associate-iam-instance-profile':
      case 'modify-instance-metadata-options':
      case 'start-instances':
      case 'disassociate-address':
      case 'create-association':
        return orEverything(of('instances', change.instanceId))
    }
  }
}

const NOTHING: Touched = new Set()

/** A thing whose VPC is not known may be in any. */
const orEverything = (vpcIds: ReadonlySet<string>): Touched => (vpcIds.size === 0 ? 'everything' : vpcIds)

/** VPCs by the instances, security groups and roles that are used in them. */
function homesOf({ regions, iam }: Snapshot) {
  const instances = new Map<string, string[]>()
  const groups = new Map<string, Set<string>>()
  const roles = new Map<string, Set<string>>()
  const bear = (groupIds: readonly string[], vpcId: string) => {
    for (const id of groupIds) addTo(groups, id, vpcId)
  }
  const rolesOf = rolesByProfile(iam)
  for (const region of regions) {
    for (const { groupId, vpcId = '' } of listed(region, 'securityGroups')) bear([groupId], vpcId)
    for (const { groupIds, vpcId } of listed(region, 'networkInterfaces')) bear(groupIds, vpcId)
    for (const { groupIds, vpcId } of listed(region, 'vpcEndpoints')) bear(groupIds, vpcId)
    for (const { instanceId, vpcId = '', networkInterfaces, iamInstanceProfileArn } of listed(region, 'instances')) {
      instances.set(instanceId, [vpcId])
      for (const { groupIds } of networkInterfaces) bear(groupIds, vpcId)
      for (const role of rolesOf.get(iamInstanceProfileArn ?? '') ?? []) addTo(roles, role, vpcId)
    }
  }
  return { instances, groups, roles }
}

function rolesByProfile({ instanceProfiles }: Snapshot['iam']): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(instanceProfiles).flatMap(([arn, profile]): [string, string[]][] =>
      profile.outcome === 'ok' && profile.value ? [[arn, profile.value.roleNames]] : [],
    ),
  )
}

type Named = 'securityGroups' | 'networkInterfaces' | 'vpcEndpoints' | 'instances'
type ItemOf<K extends Named> = Extract<RegionSnapshot[K], { outcome: 'ok' }>['value'][number]

function listed<K extends Named>(region: RegionSnapshot, name: K): readonly ItemOf<K>[] {
  const list = region[name]
  return list.outcome === 'ok' ? (list.value as ItemOf<K>[]) : []
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set<string>()
  map.set(key, set.add(value))
}
