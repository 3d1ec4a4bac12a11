import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'ec2messages',
  title: 'The VPC has the endpoint that it needs for messages to old agents',
  why: 'Agents before 3.3.40.0 fetch their commands from ec2messages. Without the endpoint Run Command, and with it the update of the agent, needs a way to the internet.',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
})
