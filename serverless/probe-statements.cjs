// What the parameter `probe` lets the audit function do: sessions to those hosts with the one document that goes on to
// another host, and the end of its own. Never a part of the audit's own statements.
const DOCUMENT = 'AWS-StartPortForwardingSessionToRemoteHost'
const arn = (text) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${text}` })

module.exports = async ({ resolveVariable }) => {
  const text = String((await resolveVariable('param:probe')) ?? '').trim()
  if (text === '') return []
  const hosts = hostsOf(text)
  return [
    {
      Sid: 'StartProbes',
      Effect: 'Allow',
      Action: ['ssm:StartSession'],
      Resource: hosts.resources,
      Condition: { ...CALLER_NAMES_DOCUMENT, ...hosts.condition },
    },
    {
      Sid: 'ProbeDocument',
      Effect: 'Allow',
      Action: ['ssm:StartSession'],
      Resource: [arn(`ssm:*::document/${DOCUMENT}`)],
      Condition: CALLER_NAMES_DOCUMENT,
    },
    {
      Sid: 'OwnProbes',
      Effect: 'Allow',
      Action: ['ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'],
      // A session is named after the function, or after the role's id and the function.
      Resource: [`\${AWS::StackName}-audit-*`, `\${!aws:userid}-*`].map((name) =>
        arn(`ssm:*:\${AWS::AccountId}:session/${name}`),
      ),
    },
  ]
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-sessiondocumentaccesscheck.html */
const CALLER_NAMES_DOCUMENT = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } }

function hostsOf(text) {
  const tag = /^tag:([^=]+)=(.+)$/.exec(text)
  if (tag)
    return {
      resources: [arn(`ec2:*:\${AWS::AccountId}:instance/*`)],
      condition: { StringEquals: { [`ssm:resourceTag/${tag[1]}`]: tag[2] } },
    }
  const ids = text.split(',').flatMap((id) => id.trim() || [])
  for (const id of ids)
    if (!/^i-[0-9a-f]{8,17}$/.test(id))
      throw new Error(`Parameter probe: expected instance ids or tag:KEY=VALUE, got ${JSON.stringify(text)}.`)
  return { resources: ids.map((id) => arn(`ec2:*:\${AWS::AccountId}:instance/${id}`)), condition: {} }
}
