/** What an option lists that may be repeated, with commas between: `--minimize training,memory --minimize params`. */
export function listed(raw: unknown): string[] {
  const texts = raw === undefined ? [] : [raw].flat().map(String);
  return texts.flatMap((text) => text.split(',')).map((name) => name.trim());
}
