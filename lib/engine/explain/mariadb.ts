// Reads EXPLAIN FORMAT=JSON and ANALYZE FORMAT=JSON of MariaDB.
import { type Block, blockNode } from './blocks.js';
import { allOf, type ExplainReader, isRecord, numberOf, onlyText, present, rounded } from './explain-reader.js';

const conditions = ['index_condition', 'index_condition_bka', 'attached_condition', 'having_condition'];

export const mariadbExplain: ExplainReader = {
  reads: ({ dialect, isMariadb }) => dialect === 'mysql' && isMariadb,
  read(answer) {
    const { query_block: block, ...rest } = JSON.parse(onlyText(answer)) as Block;
    if (!isRecord(block)) throw new TypeError('the explanation has no query block');
    const root = blockNode('query_block', block, factsOf, answer);
    return { ...root, detail: { ...root.detail, ...rest } };
  },
};

function factsOf(block: Block): ReturnType<Parameters<typeof blockNode>[2]> {
  const key = block['key'];
  return present({
    index: typeof key === 'string' ? key : undefined,
    condition: allOf(conditions.map((name) => block[name])),
    estimatedRows: share(block['rows'], block['filtered']),
    cost: numberOf(block['cost']),
    actualRows: share(block['r_rows'], block['r_filtered']) ?? numberOf(block['r_output_rows']),
    actualLoops: numberOf(block['r_loops']),
    actualMilliseconds: timeOf(block),
  });
}

/** The rows that are left of those read. */
function share(rows: unknown, percent: unknown): number | undefined {
  const read = numberOf(rows);
  return read === undefined ? undefined : rounded((read * (numberOf(percent) ?? 100)) / 100);
}

function timeOf(block: Block): number | undefined {
  const table = numberOf(block['r_table_time_ms']);
  if (table === undefined) return rounded(numberOf(block['r_total_time_ms']));
  return rounded(table + (numberOf(block['r_other_time_ms']) ?? 0));
}
