import type { Finding } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { ClosedAccount, Report } from '../model/report.js'
import { closedAccounts } from '../model/report-scope.js'
import { indexAccounts } from './accounts.js'
import { blockingHop, hopText } from './hops.js'
import { printableReport } from './printable.js'
import type { RenderOptions } from './types.js'
import { nameAndId, subjectName } from './words.js'

/**
 * Two test suites per VPC: what bears on connecting, and the posture. One test case per check and subject. What could not
 * be seen, does not apply or is accepted is skipped with the reason.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function render(report: Report, { junitPosture = 'failure' }: RenderOptions): string {
  const printable = printableReport(report)
  const accounts = indexAccounts(printable.scope)
  const names = new Map(
    printable.vpcs.map((vpc) => [vpc.vpcId, nameAndId(vpc.name, vpc.vpcId) + accounts.inAccount(vpc.accountId)]),
  )
  const closed = closedAccounts(printable.scope)
  const cases = printable.findings.map((finding): Case => ({ finding, kind: kindOf(finding, junitPosture) }))
  const byVpc = groupBy(cases, ({ finding: { subject } }) => subject.vpcId ?? `${subject.accountId} ${subject.region}`)
  const suites = [
    ...[...byVpc].flatMap(([key, all]) => suitesOf(names.get(key) ?? key, all, printable.generatedAt)),
    ...closed.map((account) => closedSuite(account, accounts.accountName(account.accountId), printable.generatedAt)),
  ]
  const counted = totals(cases)
  const attributes = {
    name: 'ssm-ready',
    ...counted,
    tests: String(cases.length + closed.length),
    skipped: String(Number(counted['skipped']) + closed.length),
    time: (printable.durationMs / 1000).toFixed(3),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites)}\n`
}

interface Case {
  finding: Finding
  kind: 'failure' | 'skipped' | 'passed'
}

function suitesOf(name: string, cases: readonly Case[], generatedAt: string): string[] {
  const connecting = cases.filter(({ finding }) => !isPostureAlone(finding))
  const posture = cases.filter(({ finding }) => isPostureAlone(finding))
  return [
    ...(connecting.length > 0 ? [suite(name, connecting, generatedAt)] : []),
    ...(posture.length > 0 ? [suite(`${name}: posture`, posture, generatedAt)] : []),
  ]
}

/** An account that was not entered. */
function closedSuite({ message }: ClosedAccount, account: string, generatedAt: string): string {
  const name = `account ${account}`
  const skipped = element('skipped', { message: `not entered: ${message}` })
  const counts = { tests: '1', failures: '0', errors: '0', skipped: '1' }
  return element('testsuite', { name, ...counts, time: '0', timestamp: generatedAt.replace(/\.\d+Z$/, 'Z') }, [
    element('testcase', { name, classname: 'ssm-ready.account', time: '0' }, [skipped]),
  ])
}

const isPostureAlone = ({ posture, blocks }: Finding) => posture && blocks.length === 0

function suite(name: string, cases: readonly Case[], generatedAt: string): string {
  const attributes = { name, ...totals(cases), time: '0', timestamp: generatedAt.replace(/\.\d+Z$/, 'Z') }
  return element('testsuite', attributes, cases.map(testCase))
}

function testCase(each: Case): string {
  const { checkId, subject } = each.finding
  const name = `${checkId} ${subjectName(subject)}`
  return element('testcase', { name, classname: `ssm-ready.${checkId}`, time: '0' }, result(each))
}

function result({ finding, kind }: Case): string[] {
  const { status, message, reason, accepted } = finding
  switch (kind) {
    case 'failure':
      return [element('failure', { message, type: reason }, [text(failureText(finding))])]
    case 'skipped':
      return [
        element('skipped', {
          message: accepted && status === 'fail' ? `accepted: ${accepted.reason}. ${message}` : message,
        }),
      ]
    case 'passed':
      if (status === 'fail') return [element('system-out', {}, [text(`deviates: ${failureText(finding)}`)])]
      return status === 'warn' ? [element('system-out', {}, [text(`warning: ${message}`)])] : []
  }
}

function kindOf(finding: Finding, postureAs: 'failure' | 'system-out'): Case['kind'] {
  const { status, accepted } = finding
  if (status === 'fail' && accepted !== undefined) return 'skipped'
  if (status === 'fail') return isPostureAlone(finding) && postureAs === 'system-out' ? 'passed' : 'failure'
  return status === 'unknown' || status === 'skip' ? 'skipped' : 'passed'
}

function failureText(finding: Finding): string {
  const { hops = [], remedy, doc, message } = finding
  const hop = blockingHop(finding)
  return [
    message,
    ...(hop ? [`blocked at ${hopText(hop)}`] : []),
    ...hops.map((hop) => `${hop.outcome.padEnd(7)} ${hop.kind} ${hop.at}: ${hop.why}`),
    ...(remedy ? [`fix: ${remedy.text}`] : []),
    ...(remedy?.plan ? [remedy.plan.bash] : []),
    ...(remedy?.command ? [remedy.command.bash] : []),
    doc,
  ].join('\n')
}

function totals(cases: readonly Case[]): Record<string, string> {
  const number = (wanted: Case['kind']) => String(cases.filter(({ kind }) => kind === wanted).length)
  return { tests: String(cases.length), failures: number('failure'), errors: '0', skipped: number('skipped') }
}

function element(name: string, attributes: Record<string, string>, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${text(value)}"`)
  if (children.length === 0) return `<${name}${written.join('')}/>`
  return `<${name}${written.join('')}>${children.join('\n')}</${name}>`
}

/** What XML 1.0 cannot hold at all is gone already: see `printable`. Line feeds keep their sense in attributes too. */
function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
