import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

/** What opens sessions: the data channel, and the websockets that it goes over. */
const SESSIONS = /^src\/session\/(channel|connection|link|mux|port-session|transport)\.ts$|\/node_modules\/ws\//

describe('the audit function', () => {
  it('runs nothing of the session client before a probe has a session', async () => {
    const entry = 'handlers/audit.ts'
    const { metafile } = await build({
      ...{ entryPoints: [entry], bundle: true, write: false, metafile: true, format: 'esm', platform: 'node' },
      ...{ external: ['bufferutil', 'utf-8-validate'], logLevel: 'silent', outfile: 'audit.mjs' },
    })
    const all = Object.keys(metafile.inputs)
    expect(all.filter((file) => SESSIONS.test(`/${file}`) || SESSIONS.test(file)).length).toBeGreaterThan(6)
    const loaded = new Set([entry])
    for (const file of loaded)
      for (const { path, kind, external } of metafile.inputs[file]?.imports ?? [])
        if (kind !== 'dynamic-import' && external !== true) loaded.add(path)
    expect(loaded.size).toBeGreaterThan(200)
    expect([...loaded].filter((file) => SESSIONS.test(file) || SESSIONS.test(`/${file}`))).toEqual([])
  })
})
