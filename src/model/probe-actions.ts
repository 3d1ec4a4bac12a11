/** What a probe does beyond reading. No audit role holds it: a probe has a role, or a policy, of its own. */
export const PROBE_ACTIONS: readonly string[] = ['ssm:StartSession', 'ssm:SendCommand', 'ssm:GetCommandInvocation']

/** The documents that run a command on a host, by the platform that its agent reports. */
export const DIAL_DOCUMENTS = { Linux: 'AWS-RunShellScript', Windows: 'AWS-RunPowerShellScript' } as const
export type DialPlatform = keyof typeof DIAL_DOCUMENTS
