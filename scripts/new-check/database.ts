import { defineCheck, pass, warn } from '../../src/checks/define.js'

export default defineCheck({
  id: 'new-check',
  title: 'The database has a name to dial',
  why: 'A database that has no endpoint yet cannot be dialled.',
  console: 'RDS > Databases > the database > Connectivity & security shows the endpoint.',
  subject: 'database',
  blocks: [],
  posture: false,
  needs: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies'],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_CommonTasks.Connect.html',
  statuses: ['pass', 'warn'],
  run({ databaseId, endpoint, status }) {
    if (endpoint !== undefined) return pass('has-endpoint', `${databaseId} is dialled as ${endpoint}.`)
    return warn('no-endpoint', `${databaseId} is ${status} and has no endpoint.`, { evidence: { status } })
  },
})
