import type { Argument, CommandLine } from '../../model/command.js'

/** A command of the AWS CLI, without the profile, which the report knows. */
export const awsCommand = (...words: Argument[]): CommandLine => ['aws', ...words]
