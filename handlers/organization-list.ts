import { answering } from '../src/lambda/answer.js'
import { listOnLambda } from '../src/lambda/organization-list.js'

/** Of the state machine: which accounts of the organisation are audited. */
export const handler = (event: unknown) =>
  answering(
    'organization-list',
    process.env['IS_LOCAL'] === 'true',
    () => listOnLambda(event, process.env),
    (answer) => answer,
  )
