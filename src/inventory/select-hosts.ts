import type { HostSelection } from '../model/config.js'
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
  if (selection !== undefined) return alive.filter((i) => matches(i, selection))
  const tagged = alive.filter(isTagged)
  return tagged.length > 0 ? tagged : alive.filter((i) => DEFAULT_NAME.test(i.name ?? ''))
}

const isTagged = ({ tags }: Instance) => tags[ROLE_TAG] === ROLE_VALUE

/** What a new jump host is tagged with: nothing where others are hosts by their names, which a first tag would end. */
export function tagsOfNewHost(hosts: readonly Instance[]): Record<string, string> {
  return hosts.length > 0 && !hosts.some(isTagged) ? {} : { [ROLE_TAG]: ROLE_VALUE }
}

function matches(instance: Instance, selection: Exclude<HostSelection, 'all'>): boolean {
  if (selection.ids?.includes(instance.instanceId)) return true
  if (selection.namePattern !== undefined && new RegExp(selection.namePattern, 'i').test(instance.name ?? ''))
    return true
  if (selection.tag === undefined) return false
  const [key = '', ...rest] = selection.tag.split('=')
  if (!Object.hasOwn(instance.tags, key)) return false
  return rest.length === 0 || instance.tags[key] === rest.join('=')
}
