import type { RemedyDefinition } from './define.js'

/** A host that is stopped. */
export const startHost: RemedyDefinition = {
  id: 'start-host',
  title: 'Start a host that is stopped',
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html',
  kinds: ['start-instances'],
  handling(change) {
    const host = 'instanceId' in change ? change.instanceId : ''
    return {
      mode: 'approval',
      risk: `${host} costs money by the hour again, and whoever stopped it, a schedule perhaps, may do so again; a public address that it had is another one.`,
    }
  },
}
