import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CheckDefinition } from '../src/checks/define.js'
import { CHECKS } from '../src/checks/index.js'
import { memberRolesTemplate } from '../src/lambda/member-roles.js'
import { auditStatements, publisherStatements, remedyStatements } from '../src/lambda/roles.js'
import type { CatalogueEntry } from '../src/model/catalogue.js'
import { DESTINATIONS } from '../src/model/destinations.js'
import { REMEDIES } from '../src/remediate/index.js'
import { loadScenarios } from '../test/support/scenario.js'
import { checkDocs } from './check-docs.js'
import { checkPages } from './check-pages.js'
import { permissionsDocs } from './permissions-docs.js'

/** Published ids of checks: other people's scripts and configs name them. */
export const PUBLISHED_IDS = 'schema/check-ids.json'

/** What follows from the metadata of checks, collectors, publishers and remedies, by path. */
export async function generatedFiles(root: string): Promise<Record<string, string>> {
  const scenarios = loadScenarios(pathToFileURL(join(root, 'test/scenarios/')))
  return {
    [PUBLISHED_IDS]: json(publishedIds(JSON.parse(readFileSync(join(root, PUBLISHED_IDS), 'utf8')))),
    'docs/checks.md': checkDocs(CHECKS),
    ...checkPages(CHECKS, scenarios),
    'docs/permissions.md': await permissionsDocs(CHECKS, root),
    'src/model/check-catalogue.json': json(catalogueOf(CHECKS)),
    'src/model/remedy-ids.json': json(REMEDIES.map((remedy) => remedy.id)),
    'serverless/audit-statements.json': json(auditStatements()),
    'serverless/member-roles.json': json(memberRolesTemplate()),
    'serverless/publisher-statements.json': json(
      Object.fromEntries(DESTINATIONS.map((destination) => [destination, publisherStatements(destination)])),
    ),
    'serverless/remedy-statements.json': json(
      Object.fromEntries(REMEDIES.map(({ id }) => [id, remedyStatements([id])])),
    ),
  }
}

/** New ids join the list; none leaves it by itself: whoever renames a check breaks other people's scripts. */
function publishedIds(published: readonly string[]): string[] {
  return [...new Set([...published, ...CHECKS.map((check) => check.id)])].sort()
}

/** The checks' own metadata, for `ssm-ready checks` and SARIF's rules. */
function catalogueOf(checks: readonly CheckDefinition[]): CatalogueEntry[] {
  return checks.map(({ id, title, subject, blocks, posture, statuses, needs, doc }) => ({
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

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
