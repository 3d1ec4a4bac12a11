import type { Finding } from '../../model/finding.js'
import type { ReportIndex } from '../report-index.js'
import type { Markup } from './markup.js'
import { type End, pathDiagram } from './path-diagram.js'

/** A finding that followed a path, as a drawing: from the host to the database or service. */
export function diagramOf(finding: Finding & Required<Pick<Finding, 'hops'>>, index: ReportIndex): Markup {
  const { subject, checkId, hops } = finding
  const slash = subject.id.indexOf('/')
  const hostId = slash === -1 ? subject.id : subject.id.slice(0, slash)
  return pathDiagram(
    endOf(hostId, index),
    slash === -1
      ? { icon: 'cloud', name: checkId.replace(/^path-/, '') }
      : { icon: 'database', name: subject.id.slice(slash + 1) },
    hops,
  )
}

function endOf(hostId: string, index: ReportIndex): End {
  const name = index.host(hostId)?.name
  return {
    icon: 'host',
    ...(name === undefined || name === '' || name === hostId ? { name: hostId } : { name, id: hostId }),
  }
}

export function hasHops(finding: Finding): finding is Finding & Required<Pick<Finding, 'hops'>> {
  return finding.hops !== undefined && finding.hops.length > 0
}
