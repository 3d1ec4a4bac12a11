import { setTimeout as wait } from 'node:timers/promises'

/** What may be amiss with the pages of a list. */
export const PAGE_FAULTS = ['second-page-fails', 'token-again', 'token-refused', 'empty-page-first', 'slow'] as const
export type PageFault = (typeof PAGE_FAULTS)[number]

/** These change nothing of what is answered in the end. */
export const HARMLESS: readonly PageFault[] = ['empty-page-first', 'slow']

/** The samples take it for the beginning. */
const TOKEN = 'page-0'

/** How the services spell that there is more; each SDK client looks at its own. */
const MORE = {
  ...{ NextToken: TOKEN, nextToken: TOKEN, Marker: TOKEN, NextMarker: TOKEN },
  ...{ IsTruncated: true, Truncated: true },
}

const isLater = (input: object): boolean => Object.values(input).includes(TOKEN)

const refusal = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(`the service says ${name}`), { name, $fault: 'client', $metadata: { httpStatusCode } })

/** Without the items of its lists. */
const emptied = (output: object): object =>
  Object.fromEntries(Object.entries(output).map(([name, value]) => [name, Array.isArray(value) ? [] : value]))

/** What each request of one API is answered. */
export function pagesUnder(fault: PageFault): (input: object, output: object) => object | Promise<object> {
  return async (input, output) => {
    if (fault === 'slow') {
      await wait(15)
      return output
    }
    if (fault === 'token-again') return { ...output, ...MORE }
    if (!isLater(input)) return { ...(fault === 'empty-page-first' ? emptied(output) : output), ...MORE }
    if (fault === 'second-page-fails') throw refusal('InternalFailure', 500)
    if (fault === 'token-refused') throw refusal('InvalidNextToken', 400)
    return output
  }
}
