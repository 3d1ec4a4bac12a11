import { CHECKS } from '../checks/index.js'
import type { CatalogueEntry } from '../model/catalogue.js'

/** All checks, from their own metadata. */
export function catalogue(): CatalogueEntry[] {
  return CHECKS.map(({ id, title, subject, blocks, posture, statuses, needs, doc }) => ({
    id,
    title,
    subject,
    blocks,
    posture,
    statuses,
    needs,
    doc,
  }))
}
