/** What a passed runtime check says of static ones. */
export interface Evidence {
  /** An `unknown` there no longer bears on the verdict; a `fail` there becomes a `warn`. */
  proves: ReadonlySet<string>
  /** An `unknown` there bears as a `warn`. */
  supports: ReadonlySet<string>
}

/**
 * Runtime evidence, by the id of the check that saw it. A control channel outlives a removed permission by up to an
 * hour, so that it supports `role-session-permissions` and no more: a `fail` there stays one.
 */
export const EVIDENCE: ReadonlyMap<string, Evidence> = new Map([
  [
    'node-channel',
    {
      proves: new Set([
        'path-ssmmessages',
        'vpc-dns',
        'node-registered',
        'role-attached',
        'role-trust',
        'host-metadata-service',
      ]),
      supports: new Set(['role-session-permissions']),
    },
  ],
  ['node-online', { proves: new Set(['path-ssm']), supports: new Set<string>() }],
  ['probe-database', { proves: new Set(['database-path', 'database-name']), supports: new Set<string>() }],
])
