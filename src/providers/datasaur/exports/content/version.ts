import type { Sandbox } from '../../../../sandboxes/index.ts'
import type { Document } from '../../projects/draft.ts'
import type { Project } from '../../projects/projects.ts'
import type { Cabinet } from '../cabinets.ts'
import { documentAnswersOf, rowAnswersOf, type Answers } from './answers.ts'
import { boxesOf, type Box } from './boxes.ts'
import { spansOf, type Span } from './labels.ts'
import { tableOf, type Table } from './table.ts'
import { sentencesOf, textOf, type Sentence } from './text.ts'

/** A document, read once for all its versions. */
export interface Source {
  project: Project
  document: Document
  sentences: readonly Sentence[]
  /** Without answers; undefined unless the project is ROW_BASED. */
  table: Table | undefined
}

/** A document as one cabinet has it. The root has neither labels nor answers. */
export interface Version extends Source {
  cabinet: Cabinet
  /** Labels on tokens of the sentences. */
  spans: readonly Span[]
  boxes: readonly Box[]
  /** Answers on the first rows of the table. */
  rowAnswers: readonly Answers[]
  documentAnswers: Answers
}

export function readSource (sandbox: Pick<Sandbox, 'files' | 'seed'>, project: Project, document: Document): Source {
  const text = textOf(sandbox, document)
  const table = project.kinds.includes('ROW_BASED') ? tableOf(document, text) : undefined
  return { project, document, sentences: sentencesOf(text), table }
}

export function versionOf (seed: Sandbox['seed'], source: Source, cabinet: Cabinet): Version {
  const { document, sentences, table, project: { kinds, labelSets, rowQuestions, documentQuestions } } = source
  const { folder } = cabinet
  const has = (kind: string) => !cabinet.isRoot && kinds.includes(kind)
  return {
    ...source,
    cabinet,
    spans: has('TOKEN_BASED') ? spansOf(seed, document, folder, sentences, labelSets) : [],
    boxes: has('BBOX_BASED') ? boxesOf(seed, document, folder, labelSets) : [],
    rowAnswers: has('ROW_BASED') ? rowAnswersOf(seed, document, folder, table!.rows.length, rowQuestions) : [],
    documentAnswers: has('DOCUMENT_BASED') ? documentAnswersOf(seed, document, folder, documentQuestions) : {}
  }
}
