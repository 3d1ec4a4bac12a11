/** Whose minimal policy can be printed. */
export const POLICY_KINDS = ['instance', 'operator', 'probe'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]
