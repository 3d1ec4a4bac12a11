/** Every collection of a snapshot that is not ok, as `path: outcome api`. */
export function failures(node: unknown, path = ''): { path: string; outcome: string; api: string; message: string }[] {
  if (typeof node !== 'object' || node === null) return []
  if ('outcome' in node && 'api' in node && node.outcome !== 'ok') {
    const { outcome, api, message } = node as { outcome: string; api: string; message: string }
    return [{ path, outcome, api, message }]
  }
  return Object.entries(node).flatMap(([key, child]) => failures(child, path === '' ? key : `${path}.${key}`))
}
