/** What a probe does beyond reading. No audit role holds it: a probe has a role, or a policy, of its own. */
export const PROBE_ACTIONS: readonly string[] = ['ssm:StartSession']
