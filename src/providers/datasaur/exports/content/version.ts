import type { Sandbox } from '../../../../sandboxes/index.ts'
import { rowAnswers, tokenLabels } from '../../collections.ts'
import type { Document } from '../../projects/draft.ts'
import type { Project } from '../../projects/projects.ts'
import type { Cabinet } from '../cabinets.ts'
import { documentAnswersOf, rowAnswersOf, withGiven, type Answers, type GivenAnswers } from './answers.ts'
import { boxesOf, givenSpans, spansOf, type Box, type GivenLabels, type Span } from './labels.ts'
import { tableOf, type Table } from './table.ts'
import { sentencesOf, textOf, type Sentence } from './text.ts'

/** A document, read once for all its versions. */
export interface Source {
  project: Project
  document: Document
  sentences: readonly Sentence[]
  /** Without answers; undefined unless the project is ROW_BASED. */
  table: Table | undefined
  /** What clients have given: it replaces the answers that are drawn for the review. */
  given: GivenAnswers
  /** The labels that clients have given: they replace those that are drawn for the review. Undefined if there are none. */
  givenLabels: GivenLabels | undefined
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

/** What is read of a sandbox while an export is created, as it is at the time at which the export is requested. */
export interface Origin extends Pick<Sandbox, 'files' | 'seed'> {
  readonly answers: ReadonlyMap<string, GivenAnswers>
  readonly labels: ReadonlyMap<string, GivenLabels | undefined>
}

export function originOf (sandbox: Sandbox, documents: readonly Document[]): Origin {
  const { files, seed } = sandbox
  const kept = sandbox.collection(rowAnswers)
  const labels = sandbox.collection(tokenLabels)
  return {
    files,
    seed,
    answers: new Map(documents.map(({ id }) => [id, kept.get(id) ?? {}])),
    labels: new Map(documents.map(({ id }) => [id, labels.get(id)]))
  }
}

export function readSource (origin: Origin, project: Project, document: Document): Source {
  const text = textOf(origin, document)
  const table = project.kinds.includes('ROW_BASED') ? tableOf(document, text) : undefined
  // the documents of the export are all read
  const given = origin.answers.get(document.id)!
  return { project, document, sentences: sentencesOf(text), table, given, givenLabels: origin.labels.get(document.id) }
}

export function versionOf (seed: Sandbox['seed'], source: Source, cabinet: Cabinet): Version {
  const { document, sentences, table, given, givenLabels, project: { kinds, labelSets, rowQuestions, documentQuestions } } = source
  const { folder } = cabinet
  const has = (kind: string) => !cabinet.isRoot && kinds.includes(kind)
  return {
    ...source,
    cabinet,
    spans: has('TOKEN_BASED') ? labelsOfTokens() : [],
    boxes: has('BBOX_BASED') ? boxesOf(seed, document, folder, labelSets) : [],
    rowAnswers: has('ROW_BASED') ? answersOfRows(table!.rows.length) : [],
    documentAnswers: has('DOCUMENT_BASED') ? documentAnswersOf(seed, document, folder, documentQuestions) : {}
  }

  function labelsOfTokens (): readonly Span[] {
    return cabinet.role === 'REVIEWER' && givenLabels !== undefined
      ? givenSpans(givenLabels, sentences, labelSets)
      : spansOf(seed, document, folder, sentences, labelSets)
  }
  function answersOfRows (rows: number): readonly Answers[] {
    const drawn = rowAnswersOf(seed, document, folder, rows, rowQuestions)
    return cabinet.role === 'REVIEWER' ? withGiven(drawn, given, rows, rowQuestions) : drawn
  }
}
