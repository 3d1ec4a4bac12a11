import type { Remedy } from '../../model/finding.js'
import { awsCommand } from './aws-command.js'
import type { EndpointQuestion } from './endpoint-question.js'

export function absentRemedy({ service, vpcId }: EndpointQuestion): Remedy {
  if (service === 's3')
    return {
      text: `Create a gateway endpoint of S3 in ${vpcId} for the route tables of the hosts; open connections to S3 are cut once.`,
    }
  return {
    text: `Create an interface endpoint of ${service} in ${vpcId}, one subnet per zone, with private DNS and a security group that admits tcp/443 from the whole VPC: at once every workload of the VPC uses it.`,
  }
}

export function privateDnsRemedy(vpcEndpointId: string, region: string): Remedy {
  return {
    text: `Switch private DNS of ${vpcEndpointId} on, after its security group admits tcp/443 from the whole VPC: at once every workload of the VPC uses it.`,
    commands: [
      awsCommand(
        ...['ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', vpcEndpointId],
        ...['--private-dns-enabled', '--region', region],
      ),
    ],
  }
}
