import pkg from '../../package.json' with { type: 'json' }

/** Version of this package. */
export const TOOL_VERSION: string = pkg.version
