/** A text with ids alone where a name stands before one: `bastion (i-0a1)` → `i-0a1`. */
export const withoutNames = (text: string): string => text.replace(/[\w-]+ \(((?:i|vpc)-[0-9a-f]+)\)/g, '$1')
