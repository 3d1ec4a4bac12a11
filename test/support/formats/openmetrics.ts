export interface MetricSample {
  labels: Record<string, string>
  value: number
}
export interface MetricFamily {
  type: string
  unit?: string
  help?: string
  samples: MetricSample[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y

/**
 * The metric families of a text, read by the grammar of OpenMetrics: gauges, whose samples follow their descriptions,
 * no family twice, no series twice, units at the end of names, and `# EOF` at the end of all.
 * @throws naming the line that breaks it
 */
export function readOpenMetrics(text: string): Map<string, MetricFamily> {
  if (!text.endsWith('\n# EOF\n')) throw new Error('does not end with # EOF')
  const families = new Map<string, MetricFamily>()
  const series = new Set<string>()
  let current = ''
  for (const line of text.slice(0, -'# EOF\n'.length - 1).split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line) ?? []
    if (keyword !== undefined) {
      if (!NAME.test(name)) throw new Error(`bad name: ${line}`)
      if (keyword === 'TYPE' && families.has(name)) throw new Error(`twice: ${line}`)
      if (keyword === 'TYPE') families.set(name, { type: rest, samples: [] })
      const family = families.get(name)
      if (family === undefined || family.samples.length > 0) throw new Error(`out of order: ${line}`)
      if (keyword === 'UNIT' && !name.endsWith(`_${rest}`)) throw new Error(`unit not in name: ${line}`)
      if (keyword === 'UNIT') family.unit = rest
      if (keyword === 'HELP') family.help = unescaped(rest)
      current = name
      continue
    }
    const [, own, labels = '', value] = SAMPLE.exec(line) ?? []
    const family = families.get(own ?? '')
    if (family === undefined || own !== current || value === undefined) throw new Error(`no sample: ${line}`)
    const read = labelsOf(labels, line)
    const key = `${own} ${JSON.stringify(Object.entries(read).sort())}`
    if (series.has(key)) throw new Error(`series twice: ${line}`)
    series.add(key)
    family.samples.push({ labels: read, value: Number(value) })
  }
  return families
}

function labelsOf(text: string, line: string): Record<string, string> {
  const labels = new Map<string, string>()
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < text.length) {
    const [, name, value] = LABEL.exec(text) ?? []
    if (name === undefined || value === undefined || labels.has(name)) throw new Error(`bad labels: ${line}`)
    labels.set(name, unescaped(value))
  }
  return Object.fromEntries(labels)
}

const unescaped = (text: string) => text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
