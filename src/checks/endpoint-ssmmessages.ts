import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'ssmmessages',
  title: 'The VPC has the endpoint that it needs for the session channel',
  why: 'Every session goes through this endpoint. Without it the host needs a way to the internet, or every session ends in TargetNotConnected.',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
})
