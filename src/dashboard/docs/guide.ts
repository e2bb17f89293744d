import { readdir, readFile } from 'node:fs/promises'
import { assets } from '../../assets.ts'
import type { Policy } from '../../http/page.ts'
import type { PageFiles } from '../../http/page-files.ts'

const folder = new URL('docs/', assets)

/** A page of the guide loads its style and its images, and runs no script. */
export const guidePolicy: Policy = { 'style-src': "'self'", 'img-src': "'self'" }

interface Page { readonly file: string, readonly title: string, readonly text: string }

let pages: Promise<readonly Page[]> | undefined

/** Read at the first use: most runs never show the guide. */
async function readPages (): Promise<readonly Page[]> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.md')).sort()
  return await Promise.all(files.map(async file => {
    const text = await readFile(new URL(file, folder), 'utf8')
    // each page begins with its title: # Faults
    return { file, title: text.slice(2, text.indexOf('\n')), text }
  }))
}

/** A page of the guide as HTML; without `file` the list of all pages, and undefined if there is no page of that name. */
export async function toGuidePage (file: string | undefined, { style, icon }: PageFiles<'style' | 'icon'>): Promise<string | undefined> {
  pages ??= readPages()
  const all = await pages
  const page = all.find(page => page.file === file)
  if (file !== undefined && page === undefined) return undefined
  const links = all.map(({ file: name, title }) => `<li><a href="${toLink(name, file)}"${name === file ? ' aria-current="page"' : ''}>${title}</a></li>`)
  const content = page === undefined ? toIndex(all) : await toHtml(page.text)
  const up = page === undefined ? '../' : '../../'
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${page?.title ?? 'Guide'} · jobdouble</title>
  <link rel="icon" href="${icon.url}">
  <link rel="stylesheet" href="${style.url}">
</head>
<body>
  <header>
    <a class="home" href="${up}">jobdouble</a>
    <nav aria-label="Documentation"><a href="${up}docs">APIs</a><a href="${up}docs/guide"${page === undefined ? ' aria-current="page"' : ''}>Guide</a></nav>
  </header>
  <div class="guide">
    <nav aria-label="Pages"><ul>${links.join('')}</ul></nav>
    <main>${content}</main>
  </div>
</body>
</html>
`
}

/** From the list, the pages are one level deeper. */
function toLink (name: string, from: string | undefined): string {
  return from === undefined ? `guide/${name}` : name
}

function toIndex (all: readonly Page[]): string {
  const items = all.map(({ file, title }) => `<li><a href="${toLink(file, undefined)}">${title}</a></li>`)
  return `<h1>Guide</h1><ul>${items.join('')}</ul>`
}

/** Headings get the ids that GitHub gives them, so that links to them work here too. A link to a file outside of the folder is its text. */
async function toHtml (text: string): Promise<string> {
  // loaded only here: most runs never show the guide
  const { Marked } = await import('marked')
  const marked = new Marked({
    renderer: {
      heading ({ tokens, depth, text }) {
        return `<h${depth} id="${toId(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link ({ href, tokens }) {
        const content = this.parser.parseInline(tokens)
        return href.startsWith('../') ? content : `<a href="${href}">${content}</a>`
      }
    }
  })
  return await marked.parse(text)
}

function toId (heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
}

/** An image of the guide; undefined if there is none of that name. */
export async function readImage (name: string): Promise<Buffer | undefined> {
  if (!/^[\w-]+\.png$/.test(name)) return undefined
  try {
    return await readFile(new URL(`images/${name}`, folder))
  } catch {
    return undefined
  }
}
