import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** What a function ended with: the words that it would have logged. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed'
  constructor(
    /** The name of the error, such as `UsageError`. */
    readonly errorType: string,
    message: string,
  ) {
    super(message)
  }
}

/** Hands an event over; the function works on it later. */
export async function invokeLater(lambda: LambdaClient, FunctionName: string, event: object): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }))
}

/**
 * What a function answers to an event.
 * @throws FunctionFailed with what it failed of
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invoke(
  lambda: LambdaClient,
  FunctionName: string,
  event: object,
  abortSignal?: AbortSignal,
): Promise<unknown> {
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) })
  const { FunctionError, Payload } = await lambda.send(command, { ...(abortSignal && { abortSignal }) })
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null')
  if (FunctionError === undefined) return answer
  const { errorType = FunctionError, errorMessage = 'it says no more' } = Object(answer)
  throw new FunctionFailed(String(errorType), String(errorMessage))
}
