import { UsageError } from './errors.js'

/** Which accounts of an organisation are audited. */
export interface OrganizationSelection {
  /** Every account of it. */
  all: boolean
  /** Roots and organisational units: with all below them. */
  parents: string[]
  accountIds: string[]
  /** What an account's tags must be; without a value: any. All of them must be met. */
  tags: { key: string; value?: string }[]
}

const EXPECTED =
  'all, ids of organisational units (ou-…) or accounts, and tag:KEY=VALUE to narrow them, separated by commas'

/**
 * `all`, `ou-ab12-11111111,ou-ab12-22222222`, `111122223333,444455556666`, `all,tag:stage=prod`.
 * @param what what the text is, for the message
 * @throws UsageError naming the word that is none of these
 */
export function parseSelection(text: string, what: string): OrganizationSelection {
  const selection: OrganizationSelection = { all: false, parents: [], accountIds: [], tags: [] }
  for (const word of text.split(',').flatMap((each) => each.trim() || [])) take(word, selection, what)
  const { all, parents, accountIds, tags } = selection
  if (!all && parents.length + accountIds.length === 0) {
    if (tags.length === 0) throw new UsageError(`${what}: expected ${EXPECTED}.`)
    return { ...selection, all: true }
  }
  return selection
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html */
const UNIT = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/
const ROOT = /^r-[0-9a-z]{4,32}$/

function take(word: string, selection: OrganizationSelection, what: string): void {
  const [, key, value] = /^tag:([^=]+)(?:=(.*))?$/.exec(word) ?? []
  if (word === 'all') selection.all = true
  else if (UNIT.test(word) || ROOT.test(word)) selection.parents.push(word)
  else if (/^\d{12}$/.test(word)) selection.accountIds.push(word)
  else if (key !== undefined) selection.tags.push({ key, ...(value !== undefined && { value }) })
  else throw new UsageError(`${what}: ${JSON.stringify(word)}: expected ${EXPECTED}.`)
}
