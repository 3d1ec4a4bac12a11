import type { CatalogueEntry } from './catalogue.js'
import entries from './check-catalogue.json' with { type: 'json' }

/** Metadata of all checks, sorted by id: for those who describe them and do not run them. */
export const CATALOGUE = entries as readonly CatalogueEntry[]
