import type { Exact, Gradients, Layer, Shape } from '../../types.js';

/** All that a layer type must supply: its shape rule beside its cost rule. */
export interface LayerRule<L> {
  /** The output shape by PyTorch's rules; throws LayerError where PyTorch would refuse. */
  readonly shape: (layer: L) => Shape;
  /** What the layer computes, holds and moves for one sample; `output` is what `shape` returned. */
  readonly work: (layer: L, output: Shape, gradients: Gradients) => Work;
}

/** The resolved layer of one type. */
export type LayerOf<T extends Layer['type']> = Narrow<Layer, T>;

// Distributes over the union, so that a member of several types ('add' | 'multiply') is found under each.
type Narrow<L, T> = L extends { readonly type: infer U } ? (T extends U ? L : never) : never;

/**
 * What a layer computes, holds and moves, before precision, optimiser and recomputation. Figures without a unit in
 * their name are elements, as wide as the precision says; `…Bytes` are token ids, indices and masks, whose width is
 * fixed.
 */
export interface Work {
  /** Multiply-accumulates of the forward pass. */
  readonly macs: Exact;
  readonly filterGradFlops: Exact;
  readonly inputGradFlops: Exact;
  /** Parameters that the layer owns, frozen or not. */
  readonly parameters: Exact;
  /** Output elements, of convolutions and linear layers only. */
  readonly activations: Exact;
  /** What autograd keeps from the forward pass until the backward pass. */
  readonly saved: Exact;
  readonly savedBytes: Exact;
  /** Read and written by the forward pass. */
  readonly forwardMoved: Exact;
  readonly forwardMovedBytes: Exact;
  /** Read and written by the gradients that run. */
  readonly backwardMoved: Exact;
  readonly backwardMovedBytes: Exact;
  /** Inputs, parameters and output together, at inference. */
  readonly working: Exact;
  readonly workingBytes: Exact;
}

/** A layer that does nothing; rules start from it and state what differs. */
export const NO_WORK: Work = {
  macs: 0,
  filterGradFlops: 0,
  inputGradFlops: 0,
  parameters: 0,
  activations: 0,
  saved: 0,
  savedBytes: 0,
  forwardMoved: 0,
  forwardMovedBytes: 0,
  backwardMoved: 0,
  backwardMovedBytes: 0,
  working: 0,
  workingBytes: 0,
};
