/** Powers of ten by suffix, in lower case, as everywhere in the field: FLOPs and parameters count in thousands. */
export const SI_POWERS: Readonly<Record<string, number>> = {
  '': 0,
  k: 3,
  m: 6,
  g: 9,
  b: 9,
  t: 12,
  p: 15,
  e: 18,
  z: 21,
};
