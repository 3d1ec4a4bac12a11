export interface Sample {
  /** Labels without text are left out: to readers of the format they are the same as none. */
  labels: Readonly<Record<string, string | undefined>>
  value: number
}

/** A metric family of gauges. */
export interface Family {
  /** Ends in `_<unit>` where it has one. */
  name: string
  unit?: 'seconds'
  help: string
  samples: readonly Sample[]
}

/**
 * One family as OpenMetrics text.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/#text-format
 */
export function familyText({ name, unit, help, samples }: Family): string {
  const head = [`# TYPE ${name} gauge`, ...(unit ? [`# UNIT ${name} ${unit}`] : []), `# HELP ${name} ${escaped(help)}`]
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`)
  return [...head, ...lines].map((line) => `${line}\n`).join('')
}

function labelText(labels: Sample['labels']): string {
  const given = Object.entries(labels).flatMap(([key, value]) => (value ? [`${key}="${escaped(value)}"`] : []))
  return given.length === 0 ? '' : `{${given.join(',')}}`
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

/** A sample for each state that a subject can be in: 1 for the one it is in, 0 for the others. */
export function stateSamples<S extends string>(
  label: string,
  states: readonly S[],
  now: S,
  labels: Sample['labels'],
): Sample[] {
  return states.map((state) => ({ labels: { ...labels, [label]: state }, value: state === now ? 1 : 0 }))
}
