import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { CREDENTIALS, REGION, type Sim } from './sim.js'

const TEMPLATE = new URL('../../../serverless/member-roles.json', import.meta.url)
export const MANAGEMENT = '123456789012'

export interface Execution {
  status: string
  output?: string
  error?: string
  cause?: string
}

/** An organisation in the simulated AWS, with calls of services for which the project has no client. */
export function organization({ url }: Pick<Sim, 'url'>) {
  const post = async (
    service: string,
    headers: Record<string, string>,
    body: string,
    key = CREDENTIALS.accessKeyId,
  ) => {
    const credential = `${key}/20261124/${REGION}/${service}/aws4_request`
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`
    const response = await fetch(url, { method: 'POST', headers: { authorization, ...headers }, body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${service}: ${response.status} ${text}`)
    return text
  }
  const json = async (service: string, target: string, input: object) => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
    return JSON.parse((await post(service, headers, JSON.stringify(input))) || '{}')
  }
  const query = (service: string, fields: Record<string, string>, key?: string) =>
    post(service, { 'content-type': 'application/x-www-form-urlencoded' }, `${new URLSearchParams(fields)}`, key)
  const organizations = (operation: string, input: object) =>
    json('organizations', `AWSOrganizationsV20161128.${operation}`, input)
  const states = (operation: string, input: object) => json('states', `AWSStepFunctions.${operation}`, input)

  return {
    /** @returns ids of the member accounts */
    async create(members: number): Promise<string[]> {
      await organizations('CreateOrganization', { FeatureSet: 'ALL' })
      for (let i = 1; i <= members; i++)
        await organizations('CreateAccount', { AccountName: `team-${i}`, Email: `team-${i}@example.com` })
      const ids: string[] = []
      let NextToken: string | undefined
      do {
        const page = await organizations('ListAccounts', { ...(NextToken !== undefined && { NextToken }) })
        ids.push(...page.Accounts.map(({ Id }: { Id: string }) => Id))
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return ids.filter((id) => id !== MANAGEMENT)
    },
    /** The roles of a member account, as a StackSet deploys them. */
    async deployRoles(accountId: string, parameters: Record<string, string>): Promise<void> {
      const RoleArn = `arn:aws:iam::${accountId}:role/any`
      const answer = await query('sts', {
        ...{ Action: 'AssumeRole', Version: '2011-06-15', RoleArn, RoleSessionName: 'stackset' },
      })
      const key = /<AccessKeyId>([^<]+)/.exec(answer)?.[1]
      const fields = Object.entries(parameters).flatMap(([name, value], i): [string, string][] => [
        [`Parameters.member.${i + 1}.ParameterKey`, name],
        [`Parameters.member.${i + 1}.ParameterValue`, value],
      ])
      await query(
        'cloudformation',
        {
          ...{ Action: 'CreateStack', Version: '2010-05-15', StackName: 'ssm-ready-roles' },
          ...{ TemplateBody: readFileSync(TEMPLATE, 'utf8'), 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' },
          ...Object.fromEntries(fields),
        },
        key,
      )
    },
    async start(stateMachineArn: string, input: object): Promise<string> {
      return (await states('StartExecution', { stateMachineArn, input: JSON.stringify(input) })).executionArn
    },
    async ended(executionArn: string): Promise<Execution> {
      for (;;) {
        const execution = await states('DescribeExecution', { executionArn })
        if (execution.status !== 'RUNNING') return execution
        await wait(500)
      }
    },
    stateMachines: async (): Promise<string[]> =>
      (await states('ListStateMachines', {})).stateMachines.map(
        ({ stateMachineArn }: { stateMachineArn: string }) => stateMachineArn,
      ),
  }
}
