/** The paths of blocks in stages, in order: `stage1.block1`, …, for stages of so many blocks. */
export function stageBlocks(depths: readonly number[]): string[] {
  return depths.flatMap((depth, stage) =>
    Array.from({ length: depth }, (_, block) => `stage${stage + 1}.block${block + 1}`),
  );
}
