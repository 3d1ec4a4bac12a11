/** As DNS compares them: lower case, without the closing dot. */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')

/** Whether a domain is the name or a parent of it; every name lies in the root, `.`. */
export function isWithin(name: string, domain: string): boolean {
  const parent = plainName(domain)
  return parent === '' || name === parent || name.endsWith(`.${parent}`)
}
