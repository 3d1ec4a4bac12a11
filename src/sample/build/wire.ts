/** A word as AWS really sends it, where the SDK's constants spell it otherwise. */
export function onTheWire<T extends string>(text: string): T {
  return text as T
}
