import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'ssm',
  title: 'The VPC has the endpoint that it needs for Systems Manager',
  why: 'The host registers with Systems Manager through this endpoint. Without it the host needs a way to the internet, or never appears as a managed node.',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
})
