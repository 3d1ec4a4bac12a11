import { defineCheck, fail, pass, skip, unknown, warn } from './define.js'
import { DATABASE_STATUSES } from './lib/database-statuses.js'

export default defineCheck({
  id: 'database-available',
  title: 'The database accepts connections',
  subject: 'database',
  blocks: ['tunnel'],
  posture: false,
  needs: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies'],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run({ databaseId, kind, status }) {
    if (kind === 'target') return skip('target', `${databaseId} is a configured target: AWS knows no status of it.`)
    const says = `${databaseId} is ${status}.`
    const meaning = DATABASE_STATUSES.get(status.toLowerCase())
    if (!meaning) return unknown('unrecognized-status', `${databaseId} has the status "${status}".`)
    const say = { pass, warn, fail }[meaning.outcome]
    return say(meaning.reason, says, { evidence: { status }, ...(meaning.fix && { remedy: { text: meaning.fix } }) })
  },
})
