import { quotePosix } from '../../shell/posix.js'

/** An AWS CLI command line for a POSIX shell. */
export const awsCommand = (...words: string[]): string => ['aws', ...words].map(quotePosix).join(' ')
