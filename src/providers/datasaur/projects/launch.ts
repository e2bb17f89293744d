import createError from '@fastify/error'
import type { JobView } from '../../../jobs/index.ts'
import { shorten } from '../../../messages.ts'
import type { Sandbox, StoredFile } from '../../../sandboxes/index.ts'
import type { Provider } from '../../provider.ts'
import type { Context } from '../context.ts'
import { start } from '../jobs.ts'
import { launchQueue } from './launch-job.ts'
import { fromLabelSet, fromOpaque, fromTextLabelSet } from './launch-labels.ts'
import { labelSetOf } from '../team/label-sets.ts'
import { keepMember, mustName } from '../team/members.ts'
import type { UploadedFile } from '../graphql/multipart.ts'
import type { Assignee, Document, Draft } from './draft.ts'
import type { CreateTextDocumentInput, DocumentDetail } from '../schema/documents.ts'
import type { Assignment, LaunchProjectInput, LaunchTextProjectInput } from '../schema/launch.ts'
import { tagsNamed } from '../team/tags.ts'

export const LaunchInvalid = createError('LAUNCH_INVALID', '%s', 400)

/** What comes with a launch and is kept only if it starts: files by their keys, and tags by their names. */
interface Arrivals { files: Map<string, StoredFile>, tagNames: readonly string[] }

/** Starts the launch of what `createProject` was told. Throws LAUNCH_INVALID, JOB_LIMIT. */
export async function launchProject (context: Context, datasaur: Provider, input: LaunchProjectInput): Promise<JobView> {
  const { sandbox } = context
  const isElsewhere = input.externalObjectStorageId != null
  const documents = input.documents.map((document, index) => fromUpload(sandbox, document, index, isElsewhere))
  const labelSets = [...input.tokenLabelSets ?? [], ...input.bboxLabelSets ?? []].map(fromOpaque)
  return await launch(context, datasaur, 'createProject', { ...common(input), kinds: input.kinds, documents, labelSets })
}

/** Starts the launch of what `launchTextProjectAsync` was told. Throws LAUNCH_INVALID, LABEL_SET_UNKNOWN, JOB_LIMIT, FILES_FULL. */
export async function launchTextProject (context: Context, datasaur: Provider, input: LaunchTextProjectInput): Promise<JobView> {
  const { sandbox } = context
  const { kinds, documentSettings, type, labelSetId, labelSetIDs, labelSets, bboxLabelSets, assignees, tagNames } = input
  const files: Arrivals['files'] = new Map()
  const draft = {
    ...common(input),
    kinds: kinds ?? [documentSettings.kind ?? 'TOKEN_BASED'],
    type: type ?? null,
    documents: (input.documents ?? []).map(document => fromText(sandbox, document, files)),
    labelSets: [
      ...[labelSetId, ...labelSetIDs ?? []].filter(id => id != null).map(id => fromLabelSet(labelSetOf(sandbox, id))),
      ...(labelSets ?? []).map(fromTextLabelSet),
      ...(bboxLabelSets ?? []).map(fromOpaque)
    ]
  }
  draft.assignees.unshift(...(assignees ?? []).map(assignment => toAssignee(assignment, assignment.documentNames ?? undefined)))
  return await launch(context, datasaur, 'launchTextProjectAsync', draft, { files, tagNames: tagNames ?? [] })
}

/** Whoever is assigned is in the team from then on. What came with a launch that does not start is let go of. */
async function launch (context: Context, datasaur: Provider, operation: string, draft: LaunchDraft, { files, tagNames }: Arrivals = { files: new Map(), tagNames: [] }): Promise<JobView> {
  const { sandbox } = context
  const undo: Array<() => void> = []
  try {
    for (const assignee of draft.assignees) undo.push(keepMember(sandbox, assignee))
    const { tags, takeBack } = tagsNamed(sandbox, draft.teamId, tagNames)
    undo.push(takeBack)
    for (const [key, file] of files) {
      undo.push(() => { sandbox.files.delete(key) })
      sandbox.files.put(key, file)
    }
    return await start(context, datasaur, operation, { kind: launchQueue, input: { ...draft, tagIds: tags.map(({ id }) => id) } })
  } catch (error) {
    for (const takeBack of undo) takeBack()
    throw error
  }
}

/** What a launch says of its project, but for its tags. */
type LaunchDraft = Partial<Draft> & Pick<Draft, 'teamId' | 'assignees'>

function common ({ name, teamId, purpose, documentAssignments }: LaunchProjectInput | LaunchTextProjectInput) {
  if (name.trim() === '') throw new LaunchInvalid('name must not be empty')
  return {
    name,
    teamId: teamId ?? null,
    purpose: purpose ?? 'LABELING',
    assignees: (documentAssignments ?? []).map(assignment => toAssignee(assignment, assignment.documents?.map(({ fileName }) => fileName)))
  }
}

/** Throws ASSIGNMENT_INVALID. */
function toAssignee ({ email, teamMemberId, role }: Assignment, documents?: readonly string[]): Assignee {
  mustName({ email, teamMemberId })
  return {
    ...email != null && { email },
    ...teamMemberId != null && { teamMemberId },
    ...documents?.length && { documents: [...documents] },
    role: role ?? 'LABELER_AND_REVIEWER'
  }
}

/**
 * A document is one that has been uploaded before, or lies at a URL («name and one of externalUrl and objectKey», fact sheet),
 * or in a store of the customer's, in which its key is nothing that was uploaded here.
 */
function fromUpload (sandbox: Sandbox, { document: { name, objectKey, externalUrl } }: { document: DocumentDetail }, index: number, isElsewhere: boolean): Document {
  const place = `documents[${index}].document`
  if ((objectKey == null) === (externalUrl == null)) throw new LaunchInvalid(`${place} must have either an objectKey or an externalUrl`)
  if (externalUrl != null || isElsewhere) return { id: sandbox.ids.uuid4(), name, url: (externalUrl ?? objectKey)! }
  if (sandbox.files.get(objectKey!) === undefined) throw new LaunchInvalid(`${place}.objectKey: nothing has been uploaded as ${shorten(objectKey!)}`)
  return { id: sandbox.ids.uuid4(), name, file: objectKey! }
}

/** A document whose file comes with the request, or lies at a URL, or is not told of. */
function fromText (sandbox: Sandbox, { name, fileName, file, fileUrl, externalImportableUrl, externalObjectStorageFileKey }: CreateTextDocumentInput, files: Arrivals['files']): Document {
  const document = { id: sandbox.ids.uuid4(), name: name ?? fileName }
  const url = externalImportableUrl ?? fileUrl ?? externalObjectStorageFileKey
  const upload = file as UploadedFile | null | undefined
  if (upload == null) return { ...document, ...url != null && { url } }
  const key = `documents/${document.id}`
  files.set(key, { name: fileName, type: upload.mimeType, bytes: upload.bytes })
  return { ...document, file: key }
}
