// Reads EXPLAIN (FORMAT JSON) of PostgreSQL.
import type { ExplainNode } from '../../query/explanation.js';
import { allOf, type ExplainReader, isRecord, numberOf, onlyText, present, rounded } from './explain-reader.js';

type Step = Readonly<Record<string, unknown>>;

const conditions = ['Index Cond', 'Recheck Cond', 'TID Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'One-Time Filter', 'Filter'];

export const postgresExplain: ExplainReader = {
  reads: ({ dialect }) => dialect === 'postgres',
  read(answer) {
    const [whole] = JSON.parse(onlyText(answer)) as readonly Step[];
    if (!isRecord(whole) || !isRecord(whole['Plan'])) throw new TypeError('the explanation has no plan');
    const { Plan: plan, ...facts } = whole;
    const root = nodeOf(plan as Step);
    return { ...root, detail: { ...root.detail, ...facts } };
  },
};

function nodeOf({ Plans: plans, ...detail }: Step): ExplainNode {
  const table = text(detail['Relation Name']) ?? text(detail['CTE Name']) ?? text(detail['Function Name']);
  const alias = text(detail['Alias']);
  return {
    operation: String(detail['Node Type']),
    ...present({
      table: table ?? alias,
      alias: alias === table || table === undefined ? undefined : alias,
      index: text(detail['Index Name']),
      condition: allOf(conditions.map((name) => detail[name])),
      estimatedRows: numberOf(detail['Plan Rows']),
      cost: numberOf(detail['Total Cost']),
      ...measured(detail),
    }),
    children: Array.isArray(plans) ? plans.filter(isRecord).map(nodeOf) : [],
    detail,
  };
}

function measured(step: Step): Pick<ExplainNode, 'actualRows' | 'actualLoops' | 'actualMilliseconds'> {
  const loops = numberOf(step['Actual Loops']);
  const time = numberOf(step['Actual Total Time']);
  const total = loops === undefined || time === undefined ? undefined : rounded(time * loops);
  return present({ actualRows: numberOf(step['Actual Rows']), actualLoops: loops, actualMilliseconds: total });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
