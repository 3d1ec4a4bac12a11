import * as SSM from '@aws-sdk/client-ssm'
import type { SampleAssociation } from '../account.js'
import { uuidOf } from '../build/ids.js'
import { awsError, metadata } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { page } from './paging.js'

/** State Manager. */
export const ssmAssociations: Handlers<typeof SSM> = {
  ListAssociations(input, { region }) {
    const associations = region.associations.filter((association) =>
      (input.AssociationFilterList ?? []).every((f) => associationField(association, f.key) === f.value),
    )
    const cut = page(associations, { size: input.MaxResults, token: input.NextToken }, { most: 50, standard: 50 })
    return { Associations: cut.items.map(({ tags, ...association }) => association), NextToken: cut.next }
  },
  CreateAssociation(input, { region }) {
    const { Name, AssociationName, Targets, ScheduleExpression, Tags: tags = [] } = input
    if (region.associations.some((each) => each.AssociationName === AssociationName))
      throw new SSM.AssociationAlreadyExists({
        message: 'The specified association already exists.',
        $metadata: metadata(400),
      })
    const association = {
      AssociationId: uuidOf(region.region, AssociationName ?? Name ?? ''),
      AssociationVersion: '1',
      ...{ AssociationName, Name, Targets, ScheduleExpression },
    }
    region.associations.push({ ...association, tags })
    return { AssociationDescription: association }
  },
  DeleteAssociation(input, call) {
    const gone = associationOf(input.AssociationId, call)
    call.region.associations = call.region.associations.filter((each) => each !== gone)
    return {}
  },
}

/** By id. */
export function associationOf(id: string | undefined, { region }: Call): SampleAssociation {
  const association = region.associations.find((each) => each.AssociationId === id)
  if (association) return association
  throw new SSM.AssociationDoesNotExist({
    message: 'The specified association does not exist.',
    $metadata: metadata(400),
  })
}

function associationField(association: SSM.Association, key: string | undefined): string | undefined {
  switch (key) {
    case 'Name':
      return association.Name
    case 'AssociationName':
      return association.AssociationName
    case 'AssociationId':
      return association.AssociationId
    default:
      throw awsError('ValidationException', `The association filter key ${key} is not known.`)
  }
}
