import { html, type Markup } from './markup.js'

/** Strokes on a square of 24, by what a station is. */
const SHAPES = {
  host: 'M4 4h16v7H4zM4 13h16v7H4zM7.5 7.5h.01M7.5 16.5h.01M12 7.5h5M12 16.5h5',
  database: 'M5 6c0-4 14-4 14 0v12c0 4-14 4-14 0zM5 6c0 4 14 4 14 0M5 12c0 4 14 4 14 0',
  interface: 'M5 5h14v10h-4v4H9v-4H5zM9 5v4M12 5v4M15 5v4',
  dns: 'M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM3 12h18M12 3c-5 5-5 13 0 18c5-5 5-13 0-18z',
  endpoint: 'M3 12h6M15 12h6M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0zM12 3v3M12 18v3',
  shield: 'M12 3l8 3v6c0 5-4 8-8 9c-4-1-8-4-8-9V6z',
  route: 'M12 21V9M12 9h6l3-3l-3-3h-6zM12 16H6l-3-2.500l3-2.500h6',
  wall: 'M3 5h18v14H3zM3 9.700h18M3 14.300h18M10 5v4.700M15 9.700v4.600M8 14.300V19',
  policy: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  cloud: 'M7 19a4.500 4.500 0 0 1-.5-9a6 6 0 0 1 11.400 1.500A3.800 3.800 0 0 1 17.500 19z',
  other: 'M12 5l7 7l-7 7l-7-7z',
} as const

export type IconName = keyof typeof SHAPES

/** All shapes once, for {@link icon} to refer to. */
export function sprite(): Markup {
  return html`<svg width="0" height="0" class="sprite" aria-hidden="true">${Object.entries(SHAPES).map(
    ([name, d]) => html`<symbol id="k-${name}" viewBox="0 0 24 24"><path d="${d}"/></symbol>`,
  )}</svg>`
}

/** Decoration: what it says stands beside it in words. */
export function icon(name: IconName): Markup {
  return html`<svg class="icon" aria-hidden="true"><use href="#k-${name}"/></svg>`
}

/** Kinds of hops by the icon and words that they have in a drawing; others have their kind as it is. */
const KINDS = new Map<string, [IconName, string]>([
  ['network-interface', ['interface', 'network interface']],
  ['name-resolution', ['dns', 'DNS']],
  ['vpc-endpoint', ['endpoint', 'endpoint']],
  ['endpoint', ['endpoint', 'endpoint']],
  ['endpoint-policy', ['policy', 'endpoint policy']],
  ['security-group-egress', ['shield', 'security group, out']],
  ['security-group-ingress', ['shield', 'security group, in']],
  ['network-acl-egress', ['wall', 'network ACL, out']],
  ['network-acl-ingress', ['wall', 'network ACL, in']],
  ['network-acl-reply-egress', ['wall', 'network ACL, reply out']],
  ['network-acl-reply-ingress', ['wall', 'network ACL, reply in']],
  ['route', ['route', 'route']],
  ['return-route', ['route', 'route back']],
  ['transit-gateway-route', ['route', 'transit gateway route']],
  ['database', ['database', 'database']],
  ['middlebox', ['wall', 'middlebox']],
])

export function kindOf(kind: string): { icon: IconName; words: string } {
  const known = KINDS.get(kind)
  if (known) return { icon: known[0], words: known[1] }
  return { icon: /gateway|peering/.test(kind) ? 'cloud' : 'other', words: kind.replaceAll('-', ' ') }
}
