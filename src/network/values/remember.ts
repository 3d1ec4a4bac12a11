/** Most nodes have one child alone, which needs no Map. */
interface Node {
  known: boolean
  value: unknown
  arg: unknown
  child: Node | undefined
  others: Map<unknown, Node> | undefined
}

const leaf = (): Node => ({ known: false, value: undefined, arg: undefined, child: undefined, others: undefined })

/**
 * A function that keeps its answers, per owner (the network whose facts they rest on) and per argument. Arguments are
 * told apart as a Map does: objects by identity, numbers and texts by value. So an argument has to be either a thing
 * that exists once, such as an address set, or a text that says everything, such as an id: never words for people.
 */
export function remembered<Owner extends object, Args extends readonly unknown[], Value>(
  compute: (owner: Owner, ...args: Args) => Value,
): (owner: Owner, ...args: Args) => Value {
  const owners = new WeakMap<Owner, Node>()
  return (owner, ...args) => {
    let node = owners.get(owner)
    if (!node) {
      node = leaf()
      owners.set(owner, node)
    }
    // Asked a million times in a large account: an iterator would cost as much as the look-up.
    for (let i = 0; i < args.length; i++) node = child(node, args[i])
    if (!node.known) {
      node.value = compute(owner, ...args)
      node.known = true
    }
    return node.value as Value
  }
}

function child(node: Node, arg: unknown): Node {
  if (node.child && node.arg === arg) return node.child
  const known = node.others?.get(arg)
  if (known) return known
  const created = leaf()
  if (node.child) {
    node.others ??= new Map()
    node.others.set(arg, created)
  } else {
    node.arg = arg
    node.child = created
  }
  return created
}

const canonical = remembered((_owner: object, ...ids: string[]): readonly string[] => ids)

/** The one list that stands for a set of ids, whatever their order. */
export function idSet(owner: object, ids: readonly string[]): readonly string[] {
  const [only] = ids
  if (ids.length === 1 && only !== undefined) return canonical(owner, only)
  return canonical(owner, ...[...new Set(ids)].sort())
}
