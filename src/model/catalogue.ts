import type { Capability, Status, SubjectKind } from './finding.js'

/** A check's metadata, as the catalogue shows it. */
export interface CatalogueEntry {
  id: string
  title: string
  subject: SubjectKind
  blocks: Capability[]
  posture: boolean
  statuses: Status[]
  /** IAM actions whose answers it looks at. */
  needs: string[]
  doc: string
}
