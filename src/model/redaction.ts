import * as z from 'zod'

/**
 * What `collect --redact` does with a field, said where the field is declared:
 * - `keep`: AWS's own words (states, kinds, versions, times, regions) stay, with everything inside;
 * - `switch`: a switch, a number or a time stays, whatever else somebody wrote in its place goes;
 * - `context-key`: condition keys of AWS stay, names of tags and identity providers in them go;
 * - `hide`: free text that may say anything goes;
 * - `policy`: in a policy document the names go, its grammar stays;
 * - `service-name`: names of AWS's services and lists stay, those of others' endpoint services go;
 * - `unless-aws-owned`: an object whose ARN belongs to AWS is public and stays, any other is redacted field by field.
 *
 * Without a policy every text and every key of a record is replaced, so a field that nobody thought of is safe.
 */
export type Redaction = 'keep' | 'switch' | 'context-key' | 'hide' | 'policy' | 'service-name' | 'unless-aws-owned'

declare module 'zod' {
  interface GlobalMeta {
    redact?: Redaction
  }
}

/** A text out of AWS's own vocabulary. */
export const awsWord = z.string().meta({ redact: 'keep' })
export const awsWords = z.array(awsWord)
/** A text that may say anything. */
export const freeText = z.string().meta({ redact: 'hide' })
/** A condition key of a request. */
export const contextKey = z.string().meta({ redact: 'context-key' })
/** A policy document as JSON text. */
export const policyText = z.string().meta({ redact: 'policy' })
export const serviceName = z.string().meta({ redact: 'service-name' })
