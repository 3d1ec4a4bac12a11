import { CAPABILITIES, POSTURES, VERDICTS, VPC_VERDICTS } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import { type Family, stateSamples } from './exposition.js'

/** The verdict of every VPC, host, database and tunnel, and the posture of VPCs and hosts. */
export function subjectFamilies({ vpcs, hosts, databases, tunnels, scope }: Report): Family[] {
  const account = { account_id: scope.accountId }
  const vpcLabels = ({ region, vpcId, name }: Report['vpcs'][number]) => ({ ...account, region, vpc_id: vpcId, name })
  const hostLabels = ({ region, vpcId, instanceId, name }: Report['hosts'][number]) => ({
    ...account,
    region,
    vpc_id: vpcId,
    host_id: instanceId,
    name,
  })
  return [
    {
      name: 'ssm_ready_vpc_verdict',
      help: '1 for the verdict of this VPC, 0 for the others.',
      samples: vpcs.flatMap((vpc) => stateSamples('verdict', VPC_VERDICTS, vpc.verdict, vpcLabels(vpc))),
    },
    {
      name: 'ssm_ready_vpc_posture',
      help: '1 for the posture of this VPC, 0 for the others.',
      samples: vpcs.flatMap((vpc) =>
        vpc.posture === undefined ? [] : stateSamples('posture', POSTURES, vpc.posture, vpcLabels(vpc)),
      ),
    },
    {
      name: 'ssm_ready_host_verdict',
      help: '1 for the verdict of this host for a capability, 0 for the others.',
      samples: hosts.flatMap((host) =>
        CAPABILITIES.flatMap((capability) =>
          stateSamples('verdict', VERDICTS, host.verdicts[capability], { ...hostLabels(host), capability }),
        ),
      ),
    },
    {
      name: 'ssm_ready_host_posture',
      help: '1 for the posture of this host, 0 for the others.',
      samples: hosts.flatMap((host) => stateSamples('posture', POSTURES, host.posture, hostLabels(host))),
    },
    {
      name: 'ssm_ready_database_verdict',
      help: '1 for the verdict of this database, which is that of its best tunnel, 0 for the others.',
      samples: databases.flatMap(({ region, vpcId, databaseId, kind, engine, verdict }) =>
        stateSamples('verdict', VERDICTS, verdict, {
          ...account,
          region,
          vpc_id: vpcId,
          database_id: databaseId,
          database_kind: kind,
          engine,
        }),
      ),
    },
    {
      name: 'ssm_ready_tunnel_verdict',
      help: '1 for the verdict of this pair of host and database, 0 for the others.',
      samples: tunnels.flatMap(({ region, vpcId, hostId, databaseId, databaseKind, verdict }) =>
        stateSamples('verdict', VERDICTS, verdict, {
          ...account,
          region,
          vpc_id: vpcId,
          host_id: hostId,
          database_id: databaseId,
          database_kind: databaseKind,
        }),
      ),
    },
    ...proofFamilies(tunnels, account),
  ]
}

/** Only where something was tried for real: an absent family says that nobody asked. */
function proofFamilies(tunnels: Report['tunnels'], account: { account_id: string }): Family[] {
  const tried = tunnels.flatMap(({ region, vpcId, hostId, databaseId, databaseKind, proof }) => {
    const place = { ...account, region, vpc_id: vpcId, host_id: hostId }
    return proof ? [{ proof, labels: { ...place, database_id: databaseId, database_kind: databaseKind } }] : []
  })
  if (tried.length === 0) return []
  return [
    {
      name: 'ssm_ready_tunnel_answered',
      help: '1 where the database answered through this host when it was last tried for real, 0 where it did not.',
      samples: tried.map(({ proof, labels }) => ({ labels, value: proof.answered ? 1 : 0 })),
    },
    {
      name: 'ssm_ready_tunnel_tried_timestamp_seconds',
      unit: 'seconds',
      help: 'When the tunnel was last tried for real.',
      samples: tried.map(({ proof, labels }) => ({ labels, value: Date.parse(proof.at) / 1_000 })),
    },
  ]
}
