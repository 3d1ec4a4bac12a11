import type { Finding } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Report } from '../model/report.js'
import { blockingHop, hopText } from './hops.js'
import { printableReport } from './printable.js'
import type { RenderOptions } from './types.js'
import { nameAndId, subjectName } from './words.js'

/**
 * One test suite per VPC, one test case per check and subject. What could not be seen, does not apply or is accepted
 * is skipped with the reason.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function render(report: Report, _options: RenderOptions): string {
  const printable = printableReport(report)
  const names = new Map(printable.vpcs.map((vpc) => [vpc.vpcId, nameAndId(vpc.name, vpc.vpcId)]))
  const byVpc = groupBy(printable.findings, ({ subject }) => subject.vpcId ?? `${subject.accountId} ${subject.region}`)
  const suites = [...byVpc].map(([key, findings]) => suite(names.get(key) ?? key, findings, printable.generatedAt))
  const attributes = {
    name: 'ssm-ready',
    ...totals(printable.findings),
    time: (printable.durationMs / 1000).toFixed(3),
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', attributes, suites)}\n`
}

function suite(name: string, findings: readonly Finding[], generatedAt: string): string {
  const attributes = { name, ...totals(findings), time: '0', timestamp: generatedAt.replace(/\.\d+Z$/, 'Z') }
  return element('testsuite', attributes, findings.map(testCase))
}

function testCase(finding: Finding): string {
  const { checkId, subject } = finding
  const name = `${checkId} ${subjectName(subject)}`
  return element('testcase', { name, classname: `ssm-ready.${checkId}`, time: '0' }, result(finding))
}

function result(finding: Finding): string[] {
  const { status, message, reason, accepted } = finding
  switch (kindOf(finding)) {
    case 'failure':
      return [element('failure', { message, type: reason }, [text(failureText(finding))])]
    case 'skipped':
      return [
        element('skipped', {
          message: accepted && status === 'fail' ? `accepted: ${accepted.reason}. ${message}` : message,
        }),
      ]
    case 'passed':
      return status === 'warn' ? [element('system-out', {}, [text(`warning: ${message}`)])] : []
  }
}

function kindOf({ status, accepted }: Finding): 'failure' | 'skipped' | 'passed' {
  if (status === 'fail') return accepted === undefined ? 'failure' : 'skipped'
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
    ...(remedy?.command ? [remedy.command] : []),
    doc,
  ].join('\n')
}

function totals(findings: readonly Finding[]): Record<string, string> {
  const kinds = findings.map(kindOf)
  const number = (kind: string) => String(kinds.filter((each) => each === kind).length)
  return { tests: String(findings.length), failures: number('failure'), errors: '0', skipped: number('skipped') }
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
