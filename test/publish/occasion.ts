import type { SignedRequest } from '../../src/aws/signed-call.js'
import type { Change, Report } from '../../src/model/report.js'
import type { Occasion } from '../../src/publish/publisher.js'
import { troubledReport } from '../support/reports.js'

export const change = (id: string): Change => ({
  ...{ kind: 'tunnel', id, databaseKind: 'instance', vpcId: 'vpc-0a1', region: 'eu-west-1' },
  ...{ before: 'READY', after: 'BLOCKED' },
})

export const occasion = (report: Partial<Report> = {}, more: Partial<Occasion> = {}): Occasion => ({
  report: { ...troubledReport(), ...report },
  ...{ previous: undefined, whole: true, asConfigured: true },
  ...{ link: 'https://console.example/report', now: new Date('2026-11-24T06:00:00Z') },
  ...more,
})

/** Answers signed calls, and keeps them. */
export function recording(answer: (request: SignedRequest) => unknown) {
  const requests: SignedRequest[] = []
  const call = async (request: SignedRequest) => {
    requests.push(request)
    return answer(request)
  }
  return { requests, caller: { call, env: {} } }
}

export const bodyOf = ({ body = '' }: SignedRequest) => JSON.parse(body)
