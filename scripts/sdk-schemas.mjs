import { readFile } from 'node:fs/promises'

const CONSTANT = /^const (\w+) = ("[^"\\]*");$/gm
const COMPUTED_KEY = /\[(\w+)\]:/g

/**
 * An AWS client keeps the shapes of all its calls in one module, with constants as computed keys (`[_xN]: …`). A bundler
 * must take those for code that may do something and keeps every shape; EC2's are more than half a megabyte. With the
 * constants' values as keys, the shapes of calls that nobody makes fall away.
 * @type {import('esbuild').Plugin}
 */
export const sdkSchemas = {
  name: 'sdk-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }))
  },
}

/** @param {string} source */
function withPlainKeys(source) {
  const values = new Map(Array.from(source.matchAll(CONSTANT), ([, name, value]) => [name, value]))
  return source.replace(COMPUTED_KEY, (key, name) => (values.has(name) ? `${values.get(name)}:` : key))
}

/**
 * X-Ray's SDK brings what watches AWS's and HTTP's calls. Nothing here asks it to (see src/lambda/tracing.ts), and with the library
 * for versions that it loads it takes a twentieth of a zip's budget.
 * @type {import('esbuild').Plugin}
 */
const withoutPatchers = {
  name: 'xray-without-patchers',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]aws-xray-sdk-core[\\/].*[\\/]patchers[\\/](aws|aws3|http)_p\.js$/ }, () => ({
      contents: 'module.exports = {}',
      loader: 'js',
    }))
  },
}

// As `serverless.yml` asks for plugins.
export default [sdkSchemas, withoutPatchers]
