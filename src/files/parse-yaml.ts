import { parse } from 'yaml'

/** A file of its own, since the library is large and few configs are in YAML. */
export const parseYaml = (text: string): unknown => parse(text)
