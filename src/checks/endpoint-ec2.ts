import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'ec2',
  title: 'The VPC has the endpoint that it needs for EC2',
  why: 'The agent calls EC2 only to take snapshots with VSS on Windows, so this endpoint is asked for by the config alone (requireEndpoints). Without it these calls need a way to the internet.',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
})
