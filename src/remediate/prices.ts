import type { PlanStep } from '../model/plan.js'

/** Where and when `PRICES` were asked; other regions ask for up to twice as much. */
export const PRICES_OF = 'on demand in us-east-1 in 2025'

/**
 * USD.
 * @see https://aws.amazon.com/ec2/pricing/on-demand/
 * @see https://aws.amazon.com/ebs/pricing/
 * @see https://aws.amazon.com/privatelink/pricing/
 * @see https://aws.amazon.com/kms/pricing/
 */
export const PRICES = {
  /** By the hour. */
  instance: new Map([
    ['t4g.nano', 0.0042],
    ['t3.nano', 0.0052],
  ]),
  /** A GiB of a gp3 volume a month. */
  gp3: 0.08,
  /** An interface endpoint in one zone, by the hour. */
  endpointZone: 0.01,
  /** A key a month. */
  key: 1,
} as const

/** Of a month, as AWS reckons. */
export const HOURS = 730

/** To the cent. `per` says what is paid for. */
export const monthlyCost = (usd: number, per: string): { monthlyCost: NonNullable<PlanStep['monthlyCost']> } => ({
  monthlyCost: { usd: Math.round(usd * 100) / 100, per },
})
