import { RequestFailed } from '../../http/failure.ts'
import { readObjects, type PdfObjects } from './pdf-objects.ts'

/** Counts the pages of a PDF, which are the leaves of its page tree. Throws RequestFailed if the PDF is unreadable. */
export function countPdfPages (bytes: Buffer): number {
  const objects = readObjects(bytes) ?? reject('file is a PDF whose compressed objects are too large')
  const root = findRoot(objects)
  if (root === undefined) reject(bytes.includes('/Encrypt') ? 'file is a PDF that needs a password' : 'file is not a readable PDF')
  return countLeaves(objects, root) || reject('file is a PDF without pages')
}

/** The object number of the root of the page tree, from the catalog that was written last. */
function findRoot (objects: PdfObjects): number | undefined {
  let root: number | undefined
  for (const object of objects.values()) {
    const found = /\/Type\s*\/Catalog\b/.test(object) ? /\/Pages\s{1,20}(\d{1,10})\s/.exec(object) : null
    if (found !== null) root = Number(found[1])
  }
  return root
}

/** Counts each node once, so that a tree with a cycle terminates. */
function countLeaves (objects: PdfObjects, root: number): number {
  const seen = new Set<number>()
  const pending = [root]
  let leaves = 0
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const object = objects.get(node)
    if (object === undefined || seen.has(node)) continue
    seen.add(node)
    if (/\/Type\s*\/Page\b/.test(object)) leaves++
    else for (const kid of kidsOf(object)) pending.push(kid)
  }
  return leaves
}

/** The children of a node. Their list is in the node itself, or in an object of its own, which is treated as a node in between. */
function kidsOf (object: string): number[] {
  const index = object.indexOf('/Kids')
  const text = object.slice(index === -1 ? 0 : index + 5).trimStart()
  const reference = /^\d{1,10}\s{1,20}\d{1,5}\s{1,20}R\b/.exec(text)?.[0] ?? ''
  const list = text.startsWith('[') ? text.slice(0, text.indexOf(']') + 1) : reference
  return Array.from(list.matchAll(/\b(\d{1,10})\s{1,20}\d{1,5}\s{1,20}R\b/g), ([, number]) => Number(number))
}

function reject (message: string): never {
  throw new RequestFailed({ kind: 'refused', code: 'DOCUMENT_UNREADABLE', status: 400, message })
}
