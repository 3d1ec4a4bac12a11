/** Faults of the network, the service and the agent that a transfer must survive, and the events that tell of them. */
export const SURVIVED: readonly { fault: string[]; events?: string[] }[] = [
  { fault: [] },
  { fault: ['drop:p=0.02'] },
  { fault: ['duplicate'] },
  { fault: ['delay:p=0.02'] },
  { fault: ['late-ack'] },
  { fault: ['reorder'] },
  { fault: ['garbage'] },
  { fault: ['truncate'] },
  { fault: ['kill:at-bytes=200000'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000,code=1000'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000,side=agent'] },
  { fault: ['kill:at-bytes=200000', 'lossy'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000,side=agent', 'lossy'] },
  { fault: ['kill:at-bytes=200000', 'stale-url'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000', 'token-expired:at=2'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000', 'token-expired:at=2,as=403'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['pause'] },
  { fault: ['pause:side=client'] },
  { fault: ['slow-upgrade'] },
  { fault: ['late-agent'] },
  { fault: ['complete-first'] },
  { fault: ['not-ready'] },
  { fault: ['dial-delay'] },
  { fault: ['silent-duplicates', 'drop:p=0.02'] },
  { fault: ['keepalive'] },
  { fault: ['no-keepalive'] },
]

/** What the name of a test says of its faults. */
export const nameOf = (fault: readonly string[]): string => fault.join(' and ') || 'no fault'

/** Options of the gateway double. */
export const faultOptions = (fault: readonly string[]): string[] => fault.flatMap((each) => ['--fault', each])
