/** The embedded sample accounts. */
export const SAMPLE_NAMES = ['article', 'troubled', 'large'] as const
export type SampleName = (typeof SAMPLE_NAMES)[number]
