import type { Report } from '../report.ts'
import { toMarkdown } from './markdown.ts'

export function toHtml (report: Report): string {
  return `<!doctype html><pre>${toMarkdown(report)}</pre>`
}
