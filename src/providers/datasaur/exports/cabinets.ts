import type { Member } from '../collections.ts'
import type { Context } from '../graphql/request.ts'
import { addressOf, begunLabelers } from '../projects/labelers.ts'
import type { Project } from '../projects/projects.ts'
import type { Role } from '../schema/work.ts'
import { ownerOf } from '../team/members.ts'
import { distinctNames, toFolderName } from './names.ts'

/** One version of a project's documents: processed, reviewed, or by one labeler. The folders are as in recorded exports. */
export interface Cabinet {
  folder: string
  role: Role
  /** Whether these are the documents as processed at the launch, without labels. */
  isRoot: boolean
  /** Whose version it is; the `id` of a labeler who has not joined is null. */
  labeler: { id: number | null, email: string, displayName: string }
}

/** The reviewed version. It belongs to the owner of the project, which is the owner of the team: every token is the owner's (inferred). */
export function reviewOf ({ sandbox }: Context): Cabinet {
  return { folder: 'REVIEW', role: 'REVIEWER', isRoot: false, labeler: toLabeler(ownerOf(sandbox)) }
}

/** The versions of a project: of each labeler who has begun, reviewed, and as processed. With a role, its versions and the last. */
export function cabinetsOf (context: Context, project: Project, role?: Role): Cabinet[] {
  const nameOf = distinctNames()
  const review = reviewOf(context)
  const root: Cabinet = { ...review, folder: `ROOT-${toFolderName(review.labeler.email)}`, isRoot: true }
  const labelers = begunLabelers(context, project).map((member): Cabinet => {
    const labeler = toLabeler(member)
    return { folder: nameOf(`DOCUMENT-${toFolderName(labeler.email)}`), role: 'LABELER', isRoot: false, labeler }
  })
  return [...role === 'REVIEWER' ? [] : labelers, ...role === 'LABELER' ? [] : [review], root]
}

function toLabeler (member: Member): Cabinet['labeler'] {
  const { user } = member
  const email = addressOf(member)
  return { id: user?.id == null ? null : Number(user.id), email, displayName: user?.displayName ?? email }
}
