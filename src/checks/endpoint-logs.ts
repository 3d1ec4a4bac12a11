import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'logs',
  title: 'The VPC has the endpoint that it needs for CloudWatch Logs',
  why: 'Where session logs go to CloudWatch, the host sends them itself. Without the endpoint they leave the VPC, or are lost where they cannot.',
  doc: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch-logs-and-interface-VPC.html',
})
