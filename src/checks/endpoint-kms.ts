import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'kms',
  title: 'The VPC has the endpoint that it needs for KMS',
  doc: 'https://docs.aws.amazon.com/kms/latest/developerguide/kms-vpc-endpoint.html',
})
