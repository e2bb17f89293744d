import { RequestRefused } from '../../http/failure.ts'
import { readObjects, type PdfObjects } from './pdf-objects.ts'

/** How many pages a PDF has: the leaves of its tree of pages. Refuses what cannot be read. */
export function countPdfPages (bytes: Buffer): number {
  const objects = readObjects(bytes) ?? refuse('file is a PDF that unfolds to too much')
  const root = findRoot(objects)
  if (root === undefined) refuse(bytes.includes('/Encrypt') ? 'file is a PDF that needs a password' : 'file is not a readable PDF')
  return countLeaves(objects, root) || refuse('file is a PDF without pages')
}

/** The number of the topmost node, as the catalog names it; the catalog that was written last holds. */
function findRoot (objects: PdfObjects): number | undefined {
  let root: number | undefined
  for (const object of objects.values()) {
    const found = /\/Type\s*\/Catalog\b/.test(object) ? /\/Pages\s{1,20}(\d{1,10})\s/.exec(object) : null
    if (found !== null) root = Number(found[1])
  }
  return root
}

/** Each node counts once, so that a tree which comes back to itself ends too. */
function countLeaves (objects: PdfObjects, root: number): number {
  const seen = new Set<number>()
  const ahead = [root]
  let leaves = 0
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    const object = objects.get(node)
    if (object === undefined || seen.has(node)) continue
    seen.add(node)
    if (/\/Type\s*\/Page\b/.test(object)) leaves++
    else for (const kid of kidsOf(object)) ahead.push(kid)
  }
  return leaves
}

/** The list stands in the node itself, or in an object of its own, which counts as a node between: so it is read once. */
function kidsOf (object: string): number[] {
  const place = object.indexOf('/Kids')
  const text = object.slice(place === -1 ? 0 : place + 5).trimStart()
  const list = text.startsWith('[') ? text.slice(0, text.indexOf(']') + 1) : /^\d{1,10}\s{1,20}\d{1,5}\s{1,20}R\b/.exec(text)?.[0] ?? ''
  return Array.from(list.matchAll(/\b(\d{1,10})\s{1,20}\d{1,5}\s{1,20}R\b/g), ([, number]) => Number(number))
}

function refuse (message: string): never {
  throw new RequestRefused({ kind: 'refused', code: 'DOCUMENT_UNREADABLE', status: 400, message })
}
