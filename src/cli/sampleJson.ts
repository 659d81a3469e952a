import { exactJson } from '../report/exactJson.js';
import type { RunAssumptions } from '../run/pricing/readRun.js';
import type { EvaluationReport, SampleReport } from '../run/sampleReport.js';
import type { Spread } from '../run/spread.js';
import { budgetJson } from './budgetText.js';
import { listJson } from './listJson.js';
import { recordJson } from './recordJson.js';

/** `nascost sample --json`: one document, on one line, in pieces; see docs/cli.md. */
export function sampleJson(report: SampleReport, run: RunAssumptions | undefined): Generator<string> {
  const { space, options, failures, omitted } = report;
  const before = {
    space: {
      name: space.name,
      size: space.size.toString(),
      decisions: space.decisions.map((decision) => decision.name),
      hash: space.hash,
    },
    options: space.options,
    budget: budgetJson(options.budget ?? {}),
    share: report.share ?? null,
    sample: {
      count: report.done,
      asked: report.asked,
      seed: options.seed,
      by: options.by,
      replace: options.replace,
      uniformOver: options.uniformOver ?? null,
      ...(options.from !== undefined && { from: options.from.toString() }),
      ...(options.part && { part: options.part }),
      interrupted: report.interrupted,
      failed: failures.map(({ range, error }) => ({ from: range.lo, to: range.hi, error: error.message })),
    },
    objectives: options.objectives.map(({ metric, direction }) => ({ metric, direction })),
    spread: Object.fromEntries(
      [...report.spread, ...(report.evaluation?.spread ?? [])].map(([metric, spread]) => [metric, spreadJson(spread)]),
    ),
    ...(report.evaluation && { evaluation: evaluationJson(report.evaluation) }),
    ...(omitted !== 'nothing' && { omitted }),
  };
  return listJson(before, 'front', records(report, run), { file: options.out ?? null });
}

function* records({ space, front }: SampleReport, run: RunAssumptions | undefined): Generator<string> {
  for (const costed of front) yield JSON.stringify(recordJson(space, costed, run, costed));
}

/** How many architectures were evaluated, and how that went. */
function evaluationJson({ evaluators, measures, candidates, failed, failures }: EvaluationReport): object {
  return {
    candidates,
    evaluators: evaluators.map(({ name, version }, e) => ({
      name,
      version,
      metrics: measures
        .filter(({ evaluator }) => evaluator === e)
        .map((measure) => ({ name: measure.name, unit: measure.unit })),
      failed: failed[e],
    })),
    failures: failures.map(({ index, error }) => ({ index: index.toString(), error })),
  };
}

function spreadJson({ min, lower, median, upper, max, exact }: Spread): object {
  const figures = { min, lower, median, upper, max };
  return { ...Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, exactJson(figure)])), exact };
}
