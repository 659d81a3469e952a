/** A cell of a CSV file, in quotes where it must be (RFC 4180), and where it would pass for a byte order mark. */
export function csvCell(text: string): string {
  return /[",\r\n\uFEFF]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
