import { byLine, type Span } from '../content/labels.ts'
import type { Version } from '../content/version.ts'

/** Four columns: token, part of speech, chunk, entity. The two in the middle are unknown here. */
export function toConll2003 (version: Version): string {
  return `-DOCSTART- -X- -X- O\n\n${blocks(version, (token, tag) => `${token} -X- -X- ${tag('B-', 'I-')}`)}`
}

/** Two columns: token, and tag in IOB2: each span begins with B, whatever comes before it. */
export function toTsvIob (version: Version): string {
  return blocks(version, (token, tag) => `${token}\t${tag('B-', 'I-')}`)
}

/** Two columns: token, and label. */
export function toTsvNonIob (version: Version): string {
  return blocks(version, (token, tag) => `${token}\t${tag('', '')}`)
}

/** The ten columns of CoNLL-U, with the label as XPOS, the only one whose values each language defines (inferred). */
export function toConllU ({ sentences, spans }: Version): string {
  const spansIn = byLine(spans)
  return sentences.map(({ content, tokens }, line) => {
    const words = tokens.map(({ text, start }, token) => {
      const isSpaced = token === tokens.length - 1 || start + text.length < tokens[token + 1]!.start
      const tag = tagger(spansIn(line), token)('', '')
      return `${token + 1}\t${text}\t_\t_\t${tag === 'O' ? '_' : tag}\t_\t_\t_\t_\t${isSpaced ? '_' : 'SpaceAfter=No'}\n`
    })
    return `# sent_id = ${line + 1}\n# text = ${content.trim()}\n${words.join('')}\n`
  }).join('')
}

/** The lines of the documents, without labels. */
export function toPlain ({ sentences }: Version): string {
  return sentences.map(({ content }) => `${content}\n`).join('')
}

/** The tag of a token: `first` or `other` and the label; O without a label. */
type Tag = (first: string, other: string) => string

/** A line for each token, and a blank line after each sentence. */
function blocks ({ sentences, spans }: Version, toLine: (token: string, tag: Tag) => string): string {
  const spansIn = byLine(spans)
  return sentences.map(({ tokens }, line) =>
    tokens.map(({ text }, token) => `${toLine(text, tagger(spansIn(line), token))}\n`).join('') + '\n').join('')
}

/** Of several labels on a token, the first one counts. */
function tagger (spans: readonly Span[], token: number): Tag {
  const span = spans.find(({ first, last }) => token >= first && token <= last)
  if (span === undefined) return () => 'O'
  return (first, other) => `${token === span.first ? first : other}${span.label.label.trim().replace(/\s+/g, '_')}`
}
