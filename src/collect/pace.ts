import { setTimeout as sleep } from 'node:timers/promises'

/** A token bucket as AWS keeps one per API: a burst of `capacity`, then `perSecond`. */
export interface Rate {
  capacity: number
  perSecond: number
}

/** AWS's default for EC2's reads. */
const EC2_READS: Rate = { capacity: 100, perSecond: 20 }

/**
 * Published rates of APIs that are called often enough to meet them.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
const RATES: Record<string, Rate> = {
  'ssm:GetConnectionStatus': { capacity: 50, perSecond: 50 },
  'ssm:ListAssociations': { capacity: 4, perSecond: 4 },
  'logs:DescribeLogGroups': { capacity: 10, perSecond: 10 },
}

export function rateOf(api: string): Rate | undefined {
  return api.startsWith('ec2:') ? EC2_READS : RATES[api]
}

/** Lets callers through in the order of their coming, never faster than the rate. */
export class Pace {
  /** When the bucket was full, seen from now: each caller moves it by one token's time. Milliseconds. */
  private fullAt = 0
  private readonly interval: number

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = Date.now,
  ) {
    this.interval = 1000 / rate.perSecond
  }

  /** Resolves when the next call may be made. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.now()
    this.fullAt = Math.max(this.fullAt, now) + this.interval
    const wait = this.fullAt - now - this.rate.capacity * this.interval
    if (wait > 0) await sleep(wait, undefined, signal && { signal })
  }
}
