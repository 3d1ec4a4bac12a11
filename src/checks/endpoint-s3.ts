import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 's3',
  title: 'The VPC has the endpoint that it needs for S3',
  why: "The agent fetches its updates from buckets of AWS, and may write session logs to one of yours. A gateway endpoint costs nothing and keeps that inside AWS's network.",
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
})
