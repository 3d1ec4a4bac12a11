import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 's3',
  title: 'The VPC has the endpoint that it needs for S3',
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
})
