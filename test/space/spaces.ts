/** A space that uses nearly all of the language; sound. */
export const SOUND = `{
  "$schema": "./space.schema.json",
  "name": "sound",
  "description": "for tests",
  "source": "nowhere",
  "input": { "channels": 3, "size": "resolution" },
  "inputGradient": "all",
  "decisions": { "resolution": { "range": [128, 224, 32] }, "wide": { "choice": [true, false] } },
  "let": { "widths": [16, 24, "wide ? 48 : 40"], "base": "widths[0]" },
  "functions": { "width(j)": "8 * j + base", "twice(x)": "2 * width(x)" },
  "blocks": {
    "mbconv": {
      "arguments": { "out": null, "kernel": { "choice": [3, 5] }, "expand": 6, "stride": 1, "act": "relu", "se": false },
      "let": { "mid": "divisible(in.channels * expand, 8)" },
      "residual": "stride == 1 and in.channels == out",
      "layers": [
        { "conv": "mid", "kernel": 1, "norm": "batch", "act": "act" },
        { "depthwise": "kernel", "stride": "stride", "norm": "batch", "act": "act" },
        { "squeeze": "divisible(mid / 4, 8)", "when": "se" },
        { "conv": "out", "kernel": 1, "norm": "batch" }
      ]
    },
    "cell": {
      "shared": true,
      "inputs": ["s0", "s1"],
      "layers": [
        {
          "name": "n2", "pick": [1, 2], "of": ["s0", "s1"], "join": "concat",
          "each": { "choose": { "sep": { "conv": "8 + slot + picked" }, "skip": "identity" } }
        },
        { "concat": ["n2", "s1", { "name": "pooled", "pool": "max", "kernel": 3, "stride": 1 }, "identity"] }
      ]
    }
  },
  "network": [
    { "name": "stem", "conv": 16, "kernel": [3, 3], "stride": 2, "padding": [[1, 0], [1, 0]], "norm": "batch", "act": "hswish" },
    {
      "name": "stage1", "repeat": { "choice": [1, 2, 3] }, "block": "mbconv", "out": "twice(index + 1)",
      "stride": "first ? 2 : 1", "expand": { "choice": [3, 6] }
    },
    { "name": "op", "choose": { "a": "identity", "b": [{ "conv": "stem.channels", "trainable": false }] } },
    { "block": "cell", "recompute": true },
    { "add": { "left": "in", "right": { "conv": 8 } }, "act": "relu", "shortcut": { "conv": 8 } },
    { "split": [{ "conv": 8 }, "identity"] },
    "tokens",
    { "name": "memory", "linear": 64 },
    { "attention": 4, "key": "memory", "value": "memory", "scoreBias": { "linear": 4 } },
    { "from": "memory", "reshape": true, "tokens": 1, "features": 64 },
    "globalPool",
    { "dropout": 0.2 },
    { "linear": 1000 }
  ],
  "where": ["stage1.depth <= 2 or op == 'a'", "resolution >= 128"],
  "check": [{ "name": "one", "arch": { "resolution": 128 }, "params": 1 }]
}
`;

/** The smallest sound space, with more keys. */
export function spaceText(keys: Record<string, unknown> = {}): string {
  return JSON.stringify({ name: 'x', input: { channels: 3, size: 32 }, network: 'identity', ...keys });
}
