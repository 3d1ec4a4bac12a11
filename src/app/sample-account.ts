import { RegionError } from '../aws/errors.js'
import type { SampleName } from '../model/samples.js'
import type { Account } from './account.js'

/** Opens an embedded account; it needs no credentials and no network. */
export async function openSampleAccount(name: SampleName, regions: readonly string[]): Promise<Account> {
  const { createSample } = await import('../sample/index.js')
  const sample = createSample(name)
  const chosen = regions.length === 0 || regions.includes('all') ? sample.regions : [...new Set(regions)]
  const missing = chosen.filter((region) => !sample.regions.includes(region))
  if (missing.length > 0)
    throw new RegionError(`${missing.join(', ')}: sample ${name} has resources in ${sample.regions.join(', ')} only.`)
  return {
    clients: sample.clients,
    identity: sample.identity,
    regions: chosen,
    now: sample.now,
    sleep: sample.sleep,
    paced: false,
  }
}
