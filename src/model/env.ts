/** The environment's variables, passed in so that every output can be reproduced. */
export type Env = Readonly<Record<string, string | undefined>>
