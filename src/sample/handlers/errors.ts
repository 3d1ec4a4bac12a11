import { NoSuchEntityException } from '@aws-sdk/client-iam'
import type { ResponseMetadata, SmithyException } from '@smithy/types'

/** An error of a service that does not model its errors (EC2), or of a code that the SDK has no class for. */
class AwsError extends Error implements SmithyException {
  readonly $fault = 'client'
  readonly $metadata: ResponseMetadata
  constructor(
    override readonly name: string,
    message: string,
    status: number,
  ) {
    super(message)
    this.$metadata = metadata(status)
  }
}

export function awsError(code: string, message: string, status = 400): Error {
  return new AwsError(code, message, status)
}

/** What the sample's AWS does not know: a gap in the report, never an empty answer. */
export function unknownOperation(operation: string): Error {
  return awsError('UnknownOperationException', `The sample account does not answer ${operation}.`, 501)
}

/** Metadata of an answer; the request id is a constant, so that outputs are reproducible. */
export function metadata(status: number): ResponseMetadata {
  return { httpStatusCode: status, requestId: '00000000-0000-4000-8000-000000000000', attempts: 1, totalRetryDelay: 0 }
}

export function noSuchEntity(message: string): NoSuchEntityException {
  return new NoSuchEntityException({ message, $metadata: metadata(404) })
}
