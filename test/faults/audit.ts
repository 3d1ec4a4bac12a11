import type { Account } from '../../src/app/account.js'
import { runAudit, snapshotOf } from '../../src/app/audit.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { createSample, sampleClients } from '../../src/sample/index.js'
import { type PageFault, pagesUnder } from './pages.js'
import { FaultyNetwork, type WireFault } from './wire.js'

export type FaultySample = 'article' | 'troubled'

/** One API that fails in one way, every time it is called. */
export interface Fault {
  operation: string
  fault: WireFault
}

/** Milliseconds: in a test nobody waits long for what never comes; what is merely slow on a busy machine comes. */
const ATTEMPT_LIMIT = { stalled: 25, slow: 20_000 }

/** The report of a sample, some APIs of which fail. */
export async function auditUnder(
  name: FaultySample,
  faults: readonly Fault[],
  pageFaults: readonly { operation: string; fault: PageFault }[] = [],
): Promise<Report> {
  const { account, identity, regions, now, sleep } = createSample(name)
  const networks = new Map(faults.map(({ operation, fault }) => [operation, new FaultyNetwork(operation, fault)]))
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: Sent) => networkOf(request, networks).handle(),
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
  const pages = new Map(pageFaults.map(({ operation, fault }) => [operation, pagesUnder(fault)]))
  const clients = sampleClients(account, {
    clock: () => now().getTime(),
    rewrite: (operation, input, output) => pages.get(operation)?.(input, output) ?? output,
    network: {
      requestHandler: requestHandler as never,
      maxAttempts: 1,
      attemptLimit: ATTEMPT_LIMIT[faults.length > 0 ? 'stalled' : 'slow'],
      sent: (operation) => networks.has(operation),
    },
  })
  const live: Account = { clients, identity, regions, now, sleep, paced: false }
  const config = { ...DEFAULT_CONFIG, operators: [identity.arn] }
  const { report } = await runAudit({}, { config, takeSnapshot: snapshotOf(live, config), now })
  return report
}

interface Sent {
  hostname: string
  path: string
  headers: Record<string, string>
  body?: unknown
}

/** What answers a request: it names its operation, or else its service does. */
function networkOf({ hostname, path, headers, body }: Sent, networks: ReadonlyMap<string, FaultyNetwork>) {
  const action = /^Action=(\w+)/.exec(String(body))?.[1] ?? /\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1]
  const named = [...networks].filter(([operation]) =>
    action === undefined ? hostname.startsWith(operation.split(':')[0] ?? '') : operation.endsWith(`:${action}`),
  )
  const [only, other] = named
  if (!only || other) throw new Error(`nothing is to be sent, but ${hostname}${path} was`)
  return only[1]
}
