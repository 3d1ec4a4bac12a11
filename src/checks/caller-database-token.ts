import { read } from '../inventory/read.js'
import { proxyResourceId, takesTokensOnly } from '../model/database-users.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { DbProxy } from '../model/snapshot-databases.js'
import { defineCheck, fail, pass, skip, unknown, warn } from './define.js'
import { CALLER_NEEDS, withOperator } from './lib/callers.js'
import { denialRemedy } from './lib/denial-remedy.js'
import { deniedReason, deniedSentence, disagreement, permissionEvidence, weigh } from './lib/permissions.js'
import { capital, openForOperator } from './lib/prerequisites.js'

export default defineCheck({
  id: 'caller-database-token',
  title: 'The operator may log in to databases that take tokens only',
  why: 'An RDS Proxy that demands IAM authentication takes no password. Without rds-db:connect the tunnel opens and the login is refused.',
  console:
    "IAM > Roles > the operator's role > Permissions > Add permissions > Create inline policy: rds-db:connect on the resource that the finding names, with the name of the database user.",
  subject: 'caller',
  blocks: ['tunnel'],
  posture: false,
  needs: [...CALLER_NEEDS, 'rds:DescribeDBProxies'],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run({ arn }, context) {
    const { region, snapshot } = context.region
    const proxies = tokenOnly(snapshot)
    if (proxies.length === 0) return skip('passwords-do', `No database in ${region} takes tokens only.`)
    const nameless = proxies.find((proxy) => proxyResourceId(proxy) === undefined)
    if (nameless)
      return unknown('resource-id-unknown', `AWS does not say by which id policies name ${nameless.dbProxyName}.`)
    return withOperator(arn, context, (operator) => {
      const asked = proxies.map((proxy) => ({
        id: proxy.dbProxyName,
        answer: operator.askDatabase(proxyResourceId(proxy) ?? ''),
      }))
      const answers = asked.map(({ answer }) => answer)
      const { denied, open, allowed } = weigh(answers)
      const shut = asked.filter(({ answer }) => denied.includes(answer))
      const who = capital(operator.who)
      const evidence = { principalArn: arn, databaseIds: asked.map(({ id }) => id), ...permissionEvidence(answers) }
      const [first] = denied
      const remedy = denialRemedy(operator.who, denied, {
        text: `Allow ${operator.who} rds-db:connect on ${anyUserOf(first?.resource)}, with the name of the database user in place of DB_USER.`,
      })
      const names = (list: readonly { id: string }[]) => list.map(({ id }) => id).join(', ')
      if (denied.length === answers.length)
        return fail(deniedReason(denied), `${deniedSentence(who, denied)} Tokens only: ${names(shut)}.`, {
          evidence,
          remedy,
        })
      if (open.length > 0) return openForOperator(operator.who, open, evidence)
      if (denied.length > 0)
        return warn(
          'some-databases-denied',
          `${who} may log in to ${allowed.length} of ${answers.length} databases that take tokens only, not to ${names(shut)}.`,
          { evidence, remedy },
        )
      return pass('token-login-allowed', `${who} may log in by token to ${names(asked)}.${disagreement(answers)}`, {
        evidence,
      })
    })
  },
})

/** Instances and clusters take passwords, too: a proxy alone can insist on tokens. */
function tokenOnly({ dbProxies }: RegionSnapshot): DbProxy[] {
  // Where there is no RDS Proxy, there are no proxies.
  return dbProxies.outcome === 'unsupported' ? [] : read(dbProxies).filter(takesTokensOnly)
}

const anyUserOf = (resource = '') => resource.replace(/[^/]*$/, 'DB_USER')
