import { eks, elasticache, opensearch, redshift, redshiftServerless } from './data-stores.js'
import { ec2Addresses } from './ec2-addresses.js'
import { ec2Endpoints } from './ec2-endpoints.js'
import { ec2Gateways } from './ec2-gateways.js'
import { ec2Groups } from './ec2-groups.js'
import { ec2HostChanges } from './ec2-host-changes.js'
import { ec2Hosts } from './ec2-hosts.js'
import { ec2Launch, ssmParameters } from './ec2-launch.js'
import { ec2Network } from './ec2-network.js'
import { ec2Rules } from './ec2-rules.js'
import type { AnyHandler } from './handler.js'
import { iam } from './iam.js'
import { kms } from './kms.js'
import { logs, route53, s3, sts } from './others.js'
import { rds } from './rds.js'
import { route53resolver } from './route53resolver.js'
import { ssm } from './ssm.js'
import { ssmAssociations } from './ssm-associations.js'
import { ssmCommands } from './ssm-commands.js'
import { ssmDocuments } from './ssm-documents.js'

/** By the IAM-style prefix of the service. */
const SERVICES: Record<string, object> = {
  ec2: {
    ...{ ...ec2Network, ...ec2Gateways, ...ec2Hosts, ...ec2HostChanges, ...ec2Launch, ...ec2Rules },
    ...{ ...ec2Groups, ...ec2Endpoints, ...ec2Addresses },
  },
  ssm: { ...ssm, ...ssmAssociations, ...ssmDocuments, ...ssmParameters, ...ssmCommands },
  kms,
  logs,
  s3,
  sts,
  iam,
  rds,
  elasticache,
  redshift,
  'redshift-serverless': redshiftServerless,
  es: opensearch,
  eks,
  route53,
  route53resolver,
}

/** Every operation that the sample's AWS answers, as `ec2:DescribeVpcs`. */
export const HANDLERS: ReadonlyMap<string, AnyHandler> = new Map(
  Object.entries(SERVICES).flatMap(([service, handlers]) =>
    Object.entries(handlers).map(([name, handler]): [string, AnyHandler] => [`${service}:${name}`, handler]),
  ),
)
