import { defineEndpointCheck } from './lib/endpoint-check.js'

export default defineEndpointCheck({
  service: 'kms',
  title: 'The VPC has the endpoint that it needs for KMS',
  why: 'Where the session preferences name a key, the host decrypts the data key of each shell. Without the endpoint that call leaves the VPC, or fails where it cannot.',
  doc: 'https://docs.aws.amazon.com/kms/latest/developerguide/kms-vpc-endpoint.html',
})
