/**
 * One change to a snapshot, as data. `at` is a path such as `regions.eu-west-1.instances.i-0a1.keyName`:
 * an element of a list is addressed by its index or by the value of any of its own text fields,
 * and a collection is stepped into by itself (its `value`), unless the path says `outcome`.
 */
export type Patch =
  | { at: string; set: unknown }
  | { at: string; merge: Record<string, unknown> }
  | { at: string; add: unknown }
  | { at: string; remove: true }
  | { at: string; failed: 'denied' | 'throttled' | 'timeout' | 'unsupported' | 'error' }

type Node = Record<string, unknown> | unknown[]

/** A copy of `base` with the patches applied in order. A path that leads nowhere throws, so that no case tests nothing. */
export function applyPatches<T>(base: T, patches: readonly Patch[]): T {
  const copy = structuredClone(base)
  // Copies too: a later patch may change what an earlier one has added, and cases are applied more than once.
  for (const patch of structuredClone(patches)) applyPatch(copy as Node, patch)
  return copy
}

function applyPatch(root: Node, patch: Patch): void {
  const segments = split(patch.at)
  const last = segments.pop() ?? ''
  const parent = segments.reduce((node, segment) => asNode(child(unwrap(node), segment), patch.at), root)
  const holder = unwrap(parent)
  const key = keyOf(holder, last)
  const slot = holder as Record<string, unknown>
  if ('set' in patch) setValue(slot, key, patch.set)
  else if ('remove' in patch) remove(holder, key, patch.at)
  else if ('failed' in patch) setFailure(slot, key, patch.failed)
  else if ('add' in patch) (unwrap(asNode(slot[key], patch.at)) as unknown[]).push(patch.add)
  else Object.assign(unwrap(asNode(slot[key], patch.at)), patch.merge)
}

/** Dots separate segments; a segment in [brackets] may hold dots (ARNs, host names). */
function split(path: string): string[] {
  return [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map((m) => m[1] ?? m[0])
}

function setValue(slot: Record<string, unknown>, key: string, value: unknown): void {
  const current = slot[key]
  if (isCollected(current) && !isCollected(value)) slot[key] = { outcome: 'ok', api: current.api, value }
  else slot[key] = value
}

function setFailure(slot: Record<string, unknown>, key: string, outcome: string): void {
  const current = slot[key]
  if (!isCollected(current)) throw new Error(`${key} is not a collection`)
  slot[key] = { outcome, api: current.api, message: `${outcome} by the scenario` }
}

function remove(holder: Node, key: string, at: string): void {
  if (!Object.hasOwn(holder, key)) throw new Error(`nothing to remove at ${at}`)
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function isCollected(value: unknown): value is { outcome: string; api: string; value?: unknown } {
  return typeof value === 'object' && value !== null && 'outcome' in value && 'api' in value
}

function unwrap(node: Node): Node {
  return isCollected(node) ? asNode((node as { value?: unknown }).value, 'value') : node
}

function keyOf(holder: Node, segment: string): string {
  if (!Array.isArray(holder) || /^\d+$/.test(segment)) return segment
  const index = holder.findIndex((item) => Object.values(item as object).includes(segment))
  if (index < 0) throw new Error(`no element ${segment}`)
  return String(index)
}

const child = (holder: Node, segment: string): unknown => (holder as Record<string, unknown>)[keyOf(holder, segment)]

function asNode(value: unknown, at: string): Node {
  if (typeof value !== 'object' || value === null) throw new Error(`the path ${at} leads nowhere`)
  return value as Node
}
