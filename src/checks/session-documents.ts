import type { CollectFailure } from '../model/collected.js'
import type { Capability } from '../model/finding.js'
import { REMOTE_HOST_DOCUMENT, SSH_DOCUMENT } from '../model/session-permissions.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import { defineCheck, fail, pass } from './define.js'
import { unreadable } from './run.js'

const DOCUMENTS: { name: string; capability: Capability }[] = [
  { name: REMOTE_HOST_DOCUMENT, capability: 'tunnel' },
  { name: SSH_DOCUMENT, capability: 'ssh' },
]

export default defineCheck({
  id: 'session-documents',
  title: "AWS's documents for tunnels and SSH are there and active",
  why: 'Tunnels and SSH are opened with documents of AWS. Where one is not there or not active, no session of that kind starts in the region.',
  console:
    "Systems Manager > Documents > Owned by Amazon shows both. They are AWS's: where one is missing, only AWS Support can help.",
  subject: 'region',
  blocks: ['tunnel'],
  posture: false,
  needs: ['ssm:DescribeDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html',
  statuses: ['pass', 'fail', 'unknown'],
  run({ region, snapshot }) {
    const states = DOCUMENTS.map((document) => ({ ...document, ...stateOf(snapshot.sessionDocuments, document.name) }))
    const faults = states.filter((state) => state.fault !== undefined)
    const [first] = faults
    const hidden = states.find((state) => state.failure !== undefined)
    if (!first && hidden?.failure) return { ...unreadable(hidden.failure), blocks: [hidden.capability] }
    if (!first?.fault)
      return pass('documents-active', `${DOCUMENTS.map((d) => d.name).join(' and ')} are active in ${region}.`)
    return fail(
      first.fault.reason,
      `${region}: ${faults.map(({ name, fault }) => `${name} ${fault?.what}`).join(', ')}.`,
      {
        evidence: { documents: faults.map(({ name, fault }) => ({ name, reason: fault?.reason })) },
        blocks: faults.map((fault) => fault.capability),
      },
    )
  },
})

interface State {
  fault?: { reason: string; what: string }
  failure?: CollectFailure
}

function stateOf(documents: RegionSnapshot['sessionDocuments'], name: string): State {
  const document = documents[name]
  if (document === undefined)
    return { failure: { outcome: 'error', api: 'ssm:DescribeDocument', message: `not collected for ${name}` } }
  if (document.outcome !== 'ok') return { failure: document }
  if (document.value === null) return { fault: { reason: 'document-not-found', what: 'does not exist' } }
  const { status, documentType } = document.value
  if (documentType !== 'Session')
    return { fault: { reason: 'document-not-a-session-document', what: `is of type ${documentType}` } }
  return status === 'Active' ? {} : { fault: { reason: 'document-not-active', what: `is ${status}` } }
}
