import type { Clients } from '../aws/clients.js'
import type { Collected } from '../model/collected.js'
import { attachedPolicyArns, policyTexts } from '../model/database-users.js'
import { REGISTRATION_ACTION } from '../model/session-permissions.js'
import type { IamSnapshot, ManagedPolicy, Role, Simulation, User } from '../model/snapshot-iam.js'
import { collectManagedPolicy, type IamContext } from './iam-policies.js'
import { collectInstanceProfile, collectRole, collectUser, nameOfArn } from './iam-principals.js'
import {
  AGENT_QUESTION,
  operatorQuestions,
  registrationQuestions,
  roleQuestions,
  type SessionTargets,
} from './iam-questions.js'
import type { Runner } from './runner.js'
import { collectSimulation, type Question } from './simulation.js'

export interface IamRequest {
  clients: Clients
  runner: Runner
  accountId: string
  partition: string
  /** Instance profiles of the hosts. */
  profileArns: readonly string[]
  /** Roles that Default Host Management names, by name; they may come later than the rest of the request. */
  roleNames: Promise<readonly string[]> | readonly string[]
  /** Roles and users of the people who connect. */
  operatorArns: readonly string[]
  /** What the policy simulator is asked about; may come later than the rest of the request. */
  targets: Promise<readonly SessionTargets[]> | readonly SessionTargets[]
}

/**
 * Roles, users and their policies, each once, and what the policy simulator says of them.
 * A principal of another account is not looked up: its name may be somebody else's here.
 */
export async function collectIam(request: IamRequest): Promise<IamSnapshot> {
  const context = { client: request.clients.iam(), runner: request.runner }
  const operatorArns = [...new Set(request.operatorArns)].filter((arn) => arn.split(':')[4] === request.accountId)
  const policies = memo((arn) => collectManagedPolicy(context, arn))
  const roles = memo((name) => withDocuments(collectRole(context, name), policies.ask))
  const users = memo((name) => withDocuments(collectUser(context, name), policies.ask))
  const simulations = simulator(context, request)
  const hostRole = async (name: string) => {
    const found = await roles.ask(name)
    if (found.outcome === 'ok' && found.value) await simulations.ofRole(found.value.arn)
  }
  const profiles = memo(async (arn) => {
    const found = await collectInstanceProfile(context, arn)
    if (found.outcome === 'ok' && found.value) await Promise.all(found.value.roleNames.map(hostRole))
    return found
  })
  const operator = async (arn: string) => {
    const found: Collected<Role | User | null> = await (arn.includes(':user/') ? users : roles).ask(nameOfArn(arn))
    const gone = found.outcome === 'ok' && found.value?.arn !== arn
    if (!gone) await simulations.ofOperator(arn, found.outcome === 'ok' ? found.value : null, policies.ask)
  }
  await Promise.all([
    ...request.profileArns.map(profiles.ask),
    Promise.resolve(request.roleNames).then((names) => Promise.all(names.map(hostRole))),
    ...operatorArns.map(operator),
  ])
  return {
    instanceProfiles: await profiles.settled(),
    roles: await roles.settled(),
    users: await users.settled(),
    managedPolicies: await policies.settled(),
    simulations: await simulations.settled(),
  }
}

/** Asks for each key once, and gives all answers at the end, sorted by key. */
function memo<T>(fetch: (key: string) => Promise<T>) {
  const asked = new Map<string, Promise<T>>()
  return {
    ask(key: string): Promise<T> {
      const answer = asked.get(key) ?? fetch(key)
      asked.set(key, answer)
      return answer
    },
    async settled(): Promise<Record<string, T>> {
      const sorted = [...asked].sort(([a], [b]) => (a < b ? -1 : 1))
      return Object.fromEntries(await Promise.all(sorted.map(async ([key, answer]) => [key, await answer] as const)))
    },
  }
}

/** Asks for the documents of a principal's managed policies, and of its groups', as soon as they are known. */
async function withDocuments<T extends Role | User>(
  asked: Promise<Collected<T | null>>,
  askDocument: (arn: string) => Promise<unknown>,
): Promise<Collected<T | null>> {
  const found = await asked
  if (found.outcome !== 'ok' || found.value === null) return found
  const { permissionsBoundaryArn } = found.value
  for (const arn of [
    ...attachedPolicyArns(found.value),
    ...(permissionsBoundaryArn === undefined ? [] : [permissionsBoundaryArn]),
  ])
    void askDocument(arn)
  return found
}

/** Simulates every principal once for all that it is: the role of hosts, an operator, or both. */
function simulator(context: IamContext, { partition, accountId, targets }: IamRequest) {
  const answers = new Map<string, Promise<Collected<Simulation[]>>[]>()
  const ask = (arn: string, questions: readonly Question[]): Promise<Collected<Simulation[]>> => {
    const answer = collectSimulation(context, arn, questions)
    answers.set(arn, [...(answers.get(arn) ?? []), answer])
    return answer
  }
  const roles = memo(async (arn: string) => {
    const agent = ask(arn, [AGENT_QUESTION])
    const scope = { partition, accountId, targets: await targets }
    const more = ask(arn, roleQuestions(scope))
    if (mayNotRegister(await agent)) await ask(arn, registrationQuestions(scope))
    await more
  })
  return {
    ofRole: roles.ask,
    async ofOperator(arn: string, principal: Role | User | null, documentOf: DocumentReader): Promise<void> {
      const scope = { partition, accountId, targets: await targets }
      const isForDatabases = scope.targets.some(({ tokenDatabaseIds = [] }) => tokenDatabaseIds.length > 0)
      const policies = principal && isForDatabases ? await textsOf(principal, documentOf) : []
      await ask(arn, operatorQuestions(principal, scope, policies))
    },
    async settled(): Promise<IamSnapshot['simulations']> {
      const entries = [...answers].sort(([a], [b]) => (a < b ? -1 : 1))
      return Object.fromEntries(
        await Promise.all(entries.map(async ([arn, parts]) => [arn, merge(await Promise.all(parts))] as const)),
      )
    },
  }
}

type DocumentReader = (arn: string) => Promise<Collected<ManagedPolicy | null>>

async function textsOf(principal: Role | User, documentOf: DocumentReader): Promise<string[]> {
  const arns = attachedPolicyArns(principal)
  const found = await Promise.all(arns.map(documentOf))
  const known = new Map(
    found.flatMap((each) => (each.outcome === 'ok' && each.value ? [[each.value.arn, each.value]] : [])),
  )
  return policyTexts(principal, (arn) => known.get(arn))
}

/** No statement lets it register anything: one may let it register its own instances. */
function mayNotRegister(answers: Collected<Simulation[]>): boolean {
  return (
    answers.outcome === 'ok' &&
    answers.value.some(({ action, decision }) => action === REGISTRATION_ACTION && decision === 'implicitDeny')
  )
}

function merge(parts: Collected<Simulation[]>[]): Collected<Simulation[]> {
  const failed = parts.find((part) => part.outcome !== 'ok')
  if (failed) return failed
  const value = parts.flatMap((part) => (part.outcome === 'ok' ? part.value : []))
  return { outcome: 'ok', api: 'iam:SimulatePrincipalPolicy', value }
}
