import * as SSM from '@aws-sdk/client-ssm'
import type { SampleDocument } from '../account.js'
import { awsError, metadata } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { associationOf } from './ssm-associations.js'

/** Documents, with their versions, and what tags they and associations bear. */
export const ssmDocuments: Handlers<typeof SSM> = {
  GetDocument(input, call) {
    const document = documentOf(input.Name, call)
    const { content, ...version } = versionOf(document, input)
    return { ...describe(document, version), DocumentFormat: 'JSON', Content: JSON.stringify(content) }
  },
  DescribeDocument(input, call) {
    const document = documentOf(input.Name, call)
    const { owner, defaultVersion: DefaultVersion = '1' } = document
    const LatestVersion = versionsOf(document).at(-1)?.version
    return {
      Document: { ...describe(document, versionOf(document, input)), Owner: owner, LatestVersion, DefaultVersion },
    }
  },
  CreateDocument(input, { account, region }) {
    const { Name = '', Content = '', Tags: tags = [] } = input
    if (region.documents.some((each) => each.name === Name))
      throw awsError('DocumentAlreadyExists', 'The specified document already exists.')
    const documentType = input.DocumentType === 'Session' ? 'Session' : 'Command'
    const document = { name: Name, documentType, owner: account.accountId, content: parsed(Content), tags } as const
    region.documents.push(document)
    return { DocumentDescription: { ...describe(document, { version: '1' }), Tags: tags } }
  },
  UpdateDocument(input, call) {
    const document = documentOf(input.Name, call)
    const versions = versionsOf(document)
    const latest = versions.at(-1)
    if (input.DocumentVersion !== '$LATEST' && input.DocumentVersion !== latest?.version)
      throw awsError('InvalidDocumentVersion', 'The document version is not valid or does not exist.')
    if (input.VersionName !== undefined && versions.some((each) => each.name === input.VersionName))
      throw awsError('DuplicateDocumentVersionName', 'The specified version name is a duplicate.')
    const content = parsed(input.Content)
    if (JSON.stringify(latest?.content) === JSON.stringify(content))
      throw awsError('DuplicateDocumentContent', 'The content of the association document matches another document.')
    const version = String(Number(latest?.version) + 1)
    const { VersionName: name } = input
    document.versions = [...versions, { version, ...(name !== undefined && { name }), content }]
    return { DocumentDescription: describe(document, { version }) }
  },
  UpdateDocumentDefaultVersion(input, call) {
    const document = documentOf(input.Name, call)
    const { version, content } = versionOf(document, input)
    document.versions = versionsOf(document)
    Object.assign(document, { defaultVersion: version, content })
    return { Description: { Name: document.name, DefaultVersion: version } }
  },
  /** All versions, or one that is not the default one. */
  DeleteDocument(input, call) {
    const document = documentOf(input.Name, call)
    if (input.DocumentVersion === undefined) {
      call.region.documents = call.region.documents.filter((each) => each !== document)
      return {}
    }
    const gone = versionOf(document, input)
    if (gone.version === (document.defaultVersion ?? '1'))
      throw awsError('InvalidDocumentOperation', "Default version of the document can't be deleted.")
    document.versions = versionsOf(document).filter((each) => each.version !== gone.version)
    return {}
  },
  ListTagsForResource(input, call) {
    switch (input.ResourceType) {
      case 'Association':
        return { TagList: associationOf(input.ResourceId, call).tags ?? [] }
      case 'Document':
        return { TagList: documentOf(input.ResourceId, call).tags ?? [] }
      default:
        throw awsError('InvalidResourceType', `${input.ResourceType} is not known.`)
    }
  },
}

type Version = NonNullable<SampleDocument['versions']>[number]

const versionsOf = ({ versions, content }: SampleDocument): Version[] => versions ?? [{ version: '1', content }]

/** The default version, unless another one is named. */
function versionOf(
  document: SampleDocument,
  { DocumentVersion, VersionName }: { DocumentVersion?: string | undefined; VersionName?: string | undefined },
): Version {
  const { defaultVersion = '1' } = document
  const found = versionsOf(document).find(({ version, name }) =>
    VersionName === undefined ? version === (DocumentVersion ?? defaultVersion) : name === VersionName,
  )
  if (found) return found
  throw awsError('InvalidDocumentVersion', 'The document version is not valid or does not exist.')
}

function parsed(content = ''): object {
  try {
    return JSON.parse(content)
  } catch {
    throw awsError('InvalidDocumentContent', 'The content for the document is not valid.')
  }
}

/** By name, or by the ARN that ends with it. */
function documentOf(name: string | undefined, { region }: Call): SampleDocument {
  const document = region.documents.find((d) => d.name === name?.replace(/^arn:.*:document\//, ''))
  if (document) return document
  throw new SSM.InvalidDocument({ message: `Document with name ${name} does not exist.`, $metadata: metadata(400) })
}

function describe({ name, documentType }: SampleDocument, { version }: Pick<Version, 'version'>) {
  return { Name: name, DocumentVersion: version, Status: 'Active' as const, DocumentType: documentType }
}
