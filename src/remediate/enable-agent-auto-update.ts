import type { RemedyDefinition } from './define.js'

/** The agents of hosts are kept current by State Manager. */
export const enableAgentAutoUpdate: RemedyDefinition = {
  id: 'enable-agent-auto-update',
  title: 'Let State Manager update the agent of a host every fortnight',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html',
  kinds: ['create-association'],
  handling: (change) => ({
    mode: 'approval',
    risk: `Whenever there is a newer agent, now and every fortnight, it restarts and the sessions on ${'instanceId' in change ? change.instanceId : 'the host'} end.`,
  }),
}
