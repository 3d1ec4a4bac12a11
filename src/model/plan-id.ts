/** A plan id names files and objects, so nothing else may pass. */
export const PLAN_ID = /^plan-[0-9a-f]{20}$/
