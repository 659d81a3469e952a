/**
 * nascost as a library: open a space, then ask it.
 *
 *     import { openSpace } from 'nascost';
 *     const space = await openSpace('mobilenet');
 *     space.size;                 // 543966387314312146275n
 *     space.cost(12345n).params;  // exact
 */
export { openSpace } from './run/openSpace.js';
export type { OpenOptions, SpaceText } from './run/openSpace.js';
export type {
  ArchitectureReference,
  Columns,
  CompiledSpace,
  EnumerateOptions,
  OpenStats,
  SampleColumnsOptions,
} from './run/compiledSpace.js';
export type { CostedArchitecture, Costs } from './run/costs.js';
export type { ExactColumn } from './report/exactColumn.js';
export type { LayerRow } from './run/layerRows.js';
export type { Runnable, RunOptions } from './run/runJob.js';
export { OutputError } from './report/outputFile.js';
export { ArchitectureError, RequestError, SpaceError } from './run/errors.js';
export { shippedSpaces } from './run/shippedSpaces.js';

export { measureSpace } from './run/measureSpace.js';
export type { MeasuredRate, MeasureOptions } from './run/measureSpace.js';
export { sampleReport } from './run/sampleReport.js';
export type { EvaluationReport, SampleHooks, SampleProgress, SampleReport } from './run/sampleReport.js';
export type { CostedFront, MeasuredArchitecture } from './run/costedFront.js';
export type { FrontOmission } from './run/bulk/runState.js';
export type { FailedRange } from './run/bulk/sampleSums.js';
export type { MemoStats } from './run/job.js';
export type { EvaluationCounts } from './run/evaluators/evaluation.js';
export type { EvaluatedNetwork, EvaluationContext, Evaluator } from './run/evaluators/evaluator.js';
export type { EvaluatorOptions } from './run/evaluators/evaluatorOptions.js';
export type { RunPart, SampleOptions } from './run/sampleOptions.js';
export { mergeParts, type MergeOptions } from './run/bulk/mergeParts.js';
export type { Objective } from './run/front.js';
export type { Spread } from './run/spread.js';

export { deviceFile, shippedDevices } from './run/pricing/deviceFile.js';
export { readDevice } from './run/pricing/readDevice.js';
export { readRun } from './run/pricing/readRun.js';
export { priceRun } from './run/pricing/priceRun.js';
export { priceBudget, RUN_FIGURES } from './run/pricing/priceBudget.js';
export type { Device } from './run/pricing/checkDevice.js';
export type { RunAssumptions, RunHardware, RunSettings } from './run/pricing/readRun.js';
export type { RunPrice, RunTime } from './run/pricing/priceRun.js';
export type { RunFigure, RunFigureDescription, RunWindow } from './run/pricing/priceBudget.js';

export type { Budget, Limit } from './run/whole/budget.js';
export type { Scores } from './run/whole/scores.js';
export type { Bin, Distribution } from './run/whole/distribution.js';
export type {
  AskOptions,
  BestAnswer,
  BestOptions,
  BudgetShare,
  CountAnswer,
  CountOptions,
  DecisionEffect,
  DrawOptions,
  FrontAnswer,
  FrontOptions,
  HistogramAnswer,
  HistogramOptions,
  HistogramPart,
  MetricSpread,
  MoveOptions,
  ScoredArchitecture,
  SensitivityAnswer,
  SensitivityOptions,
  ValueEffect,
  WholeObjective,
} from './run/whole/questions.js';
export { InfeasibleError, type NearMiss } from './run/whole/infeasible.js';
export { WholeSpaceError } from './wholeSpace/wholeSpaceError.js';
export { Stopped } from './wholeSpace/work.js';

export { paretoFront } from './pareto/paretoFront.js';
export type { Direction, ParetoOptions, Ties } from './pareto/paretoFront.js';

export { METRICS, METRIC_DESCRIPTIONS } from './cost/metrics.js';
export type { MetricDescription } from './cost/metrics.js';
export { layerCost, outputShape } from './cost/layers.js';

export { architectureText } from './report/architectureText.js';

export type {
  Architecture,
  CostOptions,
  CostVector,
  Decision,
  DomainValue,
  Exact,
  FigureOptions,
  Gradients,
  Layer,
  Metric,
  Place,
  Problem,
  Shape,
  Space,
  Window,
} from './types.js';
