import { type Caller, endpointOf, jsonCall } from './json-call.js'

/** An event as EventBridge takes it; `Time` in seconds. */
export interface EventEntry {
  Source: string
  DetailType: string
  Time: number
  Resources: string[]
  Detail: string
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const putEvents = (caller: Caller, region: string, Entries: readonly EventEntry[]) =>
  jsonCall(caller, 'events', region, 'AWSEvents.PutEvents', { Entries }) as Promise<{
    FailedEntryCount?: number
    Entries?: { ErrorCode?: string; ErrorMessage?: string }[]
  }>

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue = (caller: Caller, region: string, SecretId: string) =>
  jsonCall(caller, 'secretsmanager', region, 'secretsmanager.GetSecretValue', { SecretId }) as Promise<{
    SecretString?: string
  }>

/** @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html */
export const importFindings = (caller: Caller, region: string, Findings: readonly object[]) =>
  securityHub(caller, region, 'BatchImportFindings', '/findings/import', { Findings }) as Promise<{
    FailedCount?: number
    FailedFindings?: { ErrorCode?: string; ErrorMessage?: string }[]
  }>

/** @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html */
export const findingsPage = (caller: Caller, region: string, Filters: object, NextToken: string | undefined) =>
  securityHub(caller, region, 'GetFindings', '/findings', {
    ...{ Filters, MaxResults: 100 },
    ...(NextToken !== undefined && { NextToken }),
  }) as Promise<{ Findings?: object[]; NextToken?: string }>

const securityHub = ({ call, env }: Caller, region: string, operation: string, path: string, input: object) =>
  call(
    {
      ...{ action: `securityhub:${operation}`, region, endpoint: endpointOf('securityhub', region, env) },
      ...{ path, query: {}, body: JSON.stringify(input) },
      headers: { 'content-type': 'application/json' },
    },
    {},
  )

/** What SNS sends to whoever has subscribed to a topic. */
export interface Notice {
  TopicArn: string
  Subject: string
  Message: string
  attributes: Record<string, { DataType: 'String' | 'Number'; StringValue: string }>
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export async function publishNotice({ call, env }: Caller, notice: Notice): Promise<void> {
  const { TopicArn, Subject, Message, attributes } = notice
  const region = TopicArn.split(':')[3] ?? ''
  const fields = Object.entries(attributes).flatMap(([name, { DataType, StringValue }], i): [string, string][] => {
    const entry = `MessageAttributes.entry.${i + 1}`
    return [
      [`${entry}.Name`, name],
      [`${entry}.Value.DataType`, DataType],
      [`${entry}.Value.StringValue`, StringValue],
    ]
  })
  const body = new URLSearchParams([
    ...Object.entries({ Action: 'Publish', Version: '2010-03-31', TopicArn, Subject, Message }),
    ...fields,
  ])
  const answer = await call(
    {
      ...{ action: 'sns:Publish', region, endpoint: endpointOf('sns', region, env), path: '/', query: {} },
      ...{ body: body.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    },
    {},
  )
  // A page of a proxy is an answer, too.
  if (typeof answer !== 'string' || !/<MessageId>[^<]/.test(answer))
    throw new Error('SNS answered without the id of a message')
}
