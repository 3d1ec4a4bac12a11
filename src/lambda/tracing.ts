import { Tracer } from '@aws-lambda-powertools/tracer'
import type { publishersOf } from '../app/publishers.js'

/** What a trace is found by, in the console's filter expressions. */
export type Annotations = Record<string, string | number | boolean>

let made: Tracer | undefined

/**
 * Outside Lambda it does nothing. Not each call is a part: an audit makes thousands, and a trace holds 500 kB.
 * @see https://docs.aws.amazon.com/general/latest/gr/xray.html
 */
const tracer = (): Tracer => {
  made ??= new Tracer({ serviceName: 'ssm-ready', captureHTTPsRequests: false })
  return made
}

/** Does the work as a part of the invocation's X-Ray trace, inside the part that it is done in. */
export async function traced<T>(
  name: string,
  work: () => Promise<T>,
  annotations: (result: T) => Annotations = () => ({}),
): Promise<T> {
  if (!tracer().isTracingEnabled()) return work()
  return tracer().provider.captureAsyncFunc(name, async (part) => {
    try {
      const result = await work()
      for (const [key, value] of Object.entries(annotations(result))) part?.addAnnotation(key, value)
      return result
    } catch (error) {
      part?.addError(error instanceof Error ? error : String(error))
      throw error
    } finally {
      part?.close()
    }
  }) as Promise<T>
}

/** The whole of an invocation; `about` also where it fails. */
export const tracedInvocation = <T>(
  { name, about }: { name: string; about: Annotations },
  work: () => Promise<T>,
  annotations?: (result: T) => Annotations,
): Promise<T> =>
  traced(
    `## ${name}`,
    () => {
      tracer().annotateColdStart()
      tracer().addServiceNameAnnotation()
      for (const [key, value] of Object.entries(about)) tracer().putAnnotation(key, value)
      return work()
    },
    annotations,
  )

type Publishers = ReturnType<typeof publishersOf>

/** Each destination as a part of its own. */
export const tracedPublishers = (publishers: Publishers): Publishers =>
  publishers.map((publisher) => ({
    ...publisher,
    publish: (occasion) => traced(publisher.destination, () => publisher.publish(occasion)),
  }))
