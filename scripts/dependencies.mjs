/**
 * What `package-lock.json` says of the dependencies: licences, how many are shipped, and what runs when they are installed.
 * `npm run dependencies` prints it, and fails where something is not as it should be.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** They ask for no more than their text to be kept. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
])
/** Of tools that are not shipped: axe-core (MPL-2.0), caniuse-lite (CC-BY-4.0) and what reads YAML for generators. */
const OF_TOOLS = new Set([...PERMISSIVE, 'CC-BY-4.0', 'MIT OR Apache-2.0', 'MPL-2.0', 'PSF-2.0', 'Python-2.0'])
/** Tools that would run something when they are installed, and work without: see SECURITY.md. */
const WITH_SCRIPTS = new Set(['@parcel/watcher', 'es5-ext', 'esbuild', 'fsevents'])
/** Packages that are shipped: a new one is a decision. */
const MOST_SHIPPED = 125

/** @param {string} lock text of package-lock.json */
export function examine(lock) {
  const packages = Object.entries(JSON.parse(lock).packages)
    .filter(([path, { link }]) => path !== '' && link !== true)
    .map(([path, { license = 'none', dev, devOptional, hasInstallScript }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      ...{ license, shipped: dev !== true && devOptional !== true, hasInstallScript: hasInstallScript === true },
    }))
  const shipped = packages.filter((each) => each.shipped)
  const faults = packages.flatMap((each) => faultsOf(each))
  if (shipped.length > MOST_SHIPPED)
    faults.push(`${shipped.length} packages are shipped, at most ${MOST_SHIPPED} may be`)
  return { shipped: countByLicense(shipped), tools: countByLicense(packages.filter((each) => !each.shipped)), faults }
}

function faultsOf({ name, license, shipped, hasInstallScript }) {
  const faults = []
  if (!(shipped ? PERMISSIVE : OF_TOOLS).has(license)) faults.push(`${name} has the licence ${license}`)
  if (hasInstallScript && (shipped || !WITH_SCRIPTS.has(name)))
    faults.push(`${name} runs a script when it is installed`)
  return faults
}

function countByLicense(packages) {
  const counts = new Map()
  for (const { license } of packages) counts.set(license, (counts.get(license) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { faults, ...counts } = examine(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
  for (const [what, licenses] of Object.entries(counts))
    console.log(
      `${what}: ${Object.entries(licenses)
        .map(([license, count]) => `${count} ${license}`)
        .join(', ')}`,
    )
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
