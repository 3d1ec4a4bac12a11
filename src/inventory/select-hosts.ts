import { type Context, createContext, Script } from 'node:vm'
import type { HostSelection } from '../model/config.js'
import { UsageError } from '../model/errors.js'
import type { Instance } from '../model/snapshot-hosts.js'

const ROLE_TAG = 'ssm-ready:role'
const ROLE_VALUE = 'jump-host'
const DEFAULT_NAME = /jump|bastion/i

/**
 * The instances meant as jump hosts. Without a selection: those tagged `ssm-ready:role=jump-host`;
 * where a region has none, those whose Name matches jump or bastion. Terminated instances are never hosts.
 */
export function selectHosts(instances: readonly Instance[], selection?: HostSelection): Instance[] {
  const alive = instances.filter((i) => i.state !== 'terminated' && i.state !== 'shutting-down')
  if (selection === 'all') return alive
  if (selection !== undefined) {
    const named = namedLike(alive, selection.namePattern)
    return alive.filter((i) => named.has(i) || matches(i, selection))
  }
  const tagged = alive.filter(isTagged)
  return tagged.length > 0 ? tagged : alive.filter((i) => DEFAULT_NAME.test(i.name ?? ''))
}

const isTagged = ({ tags }: Instance) => tags[ROLE_TAG] === ROLE_VALUE

/** What a new jump host is tagged with: nothing where others are hosts by their names, which a first tag would end. */
export function tagsOfNewHost(hosts: readonly Instance[]): Record<string, string> {
  return hosts.length > 0 && !hosts.some(isTagged) ? {} : { [ROLE_TAG]: ROLE_VALUE }
}

/** Milliseconds for all names of a region: what is not done by then is not done in years. */
const PATTERN_LIMIT = 2_000

const MATCH_ALL = new Script('((pattern) => names.map((name) => pattern.test(name)))(new RegExp(source, "i"))')

let context: Context | undefined

/** Which names match. A context takes longer to make than all names take to match, and the script leaves nothing in it. */
function matchAll(names: string[], source: string): boolean[] {
  context ??= createContext({})
  try {
    return MATCH_ALL.runInContext(Object.assign(context, { names, source }), { timeout: PATTERN_LIMIT })
  } finally {
    context['names'] = []
  }
}

/** A regular expression can take for ever for a name, and nothing but a limit on the whole script stops it. */
function namedLike(instances: readonly Instance[], source: string | undefined): ReadonlySet<Instance> {
  if (source === undefined) return new Set()
  const names = instances.map(({ name = '' }) => name)
  try {
    const matched = matchAll(names, source)
    return new Set(instances.filter((_, i) => matched[i]))
  } catch (cause) {
    throw new UsageError(
      `hosts.namePattern: expected a regular expression that is matched at once, got ${source}, which takes longer than ${PATTERN_LIMIT / 1000} s for the names here.`,
      { cause },
    )
  }
}

function matches(instance: Instance, selection: Exclude<HostSelection, 'all'>): boolean {
  if (selection.ids?.includes(instance.instanceId)) return true
  if (selection.tag === undefined) return false
  const [key = '', ...rest] = selection.tag.split('=')
  if (!Object.hasOwn(instance.tags, key)) return false
  return rest.length === 0 || instance.tags[key] === rest.join('=')
}
