import { CREDENTIALS, REGION, type Sim } from './sim.js'

/** Calls of services for which the project has no client. The simulated AWS looks at the service's name, not at the signature. */
export function rawCalls({ url }: Pick<Sim, 'url'>) {
  const send = async (service: string, path: string, headers: Record<string, string>, input: object) => {
    const credential = `${CREDENTIALS.accessKeyId}/20261124/${REGION}/${service}/aws4_request`
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization, 'x-amz-date': '20261124T060000Z', ...headers },
      body: JSON.stringify(input),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${service} ${path}: ${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const json = { 'content-type': 'application/json' }
  return {
    enableSecurityHub: () => send('securityhub', '/accounts', json, {}),
    /** What Security Hub holds: `ID STATE`. */
    findings: async (): Promise<string[]> => {
      const all: string[] = []
      let NextToken: string | undefined
      do {
        const input = { MaxResults: 100, ...(NextToken !== undefined && { NextToken }) }
        const page = await send('securityhub', '/findings', json, input)
        for (const { Id, RecordState } of page.Findings) all.push(`${Id} ${RecordState}`)
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return all
    },
    organizations: (operation: string, input: object = {}) =>
      send(
        'organizations',
        '/',
        {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSOrganizationsV20161128.${operation}`,
        },
        input,
      ),
    createSecret: (Name: string, SecretString: string) => {
      const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.CreateSecret' }
      return send('secretsmanager', '/', headers, {
        Name,
        SecretString,
        ClientRequestToken: `token-of-the-test-${Name}`.padEnd(40, '0'),
      })
    },
    createTopic: async (Name: string): Promise<string> => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20261124/${REGION}/sns/aws4_request, SignedHeaders=host, Signature=0`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ Action: 'CreateTopic', Version: '2010-03-31', Name }),
      })
      return /<TopicArn>([^<]+)/.exec(await response.text())?.[1] ?? ''
    },
  }
}
