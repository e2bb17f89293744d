/** Rows as RFC 4180 has them: quoted where they must be, lines ended by CRLF. */
export function toCsv (rows: ReadonlyArray<ReadonlyArray<string | number | null>>): string {
  return rows.map(row => row.map(toField).join(',') + '\r\n').join('')
}

function toField (value: string | number | null): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
