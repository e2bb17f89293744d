import { Type } from '@sinclair/typebox'
import { lenient, oneOf } from '../../../validation/index.ts'

const off = Type.Boolean({ default: false })
const on = Type.Boolean({ default: true })
const missing = { default: null }

/** The defaults are inferred. */
const SettingsSchema = Type.Object({
  autoMarkDocumentAsComplete: off,
  conflictResolution: Type.Object(
    { consensus: Type.Integer(), mode: oneOf(['MANUAL', 'PEER_REVIEW']) },
    { default: { consensus: 1, mode: 'MANUAL' } }),
  dynamicReviewMemberId: Type.Union([Type.String(), Type.Null()], missing),
  dynamicReviewMethod: Type.Union([oneOf(['ANY_OTHER_TEAM_MEMBER', 'ANY_REVIEWER', 'DEDICATED_MEMBER']), Type.Null()], missing),
  enableDeleteSentence: off,
  enableEditLabelSet: on,
  enableEditSentence: on,
  enableInsertSentence: off,
  hideLabelerNamesDuringReview: off,
  hideLabelsFromInactiveLabelSetDuringReview: off,
  hideOriginalSentencesDuringReview: off,
  hideRejectedLabelsDuringReview: off,
  shouldConfirmUnusedLabelSetItems: off
})

/** The settings of a project as its launch gave them: what is missing or does not fit has its default. */
export const toSettings = lenient(SettingsSchema)
