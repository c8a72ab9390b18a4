// Paging of lists: what a request may ask for, and what an answer says.
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** The query string of a list. */
export class PageQuery {
  @ApiProperty({ required: false, default: 1, minimum: 1 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  page: number = 1;

  @ApiProperty({ required: false, default: 20, minimum: 1, maximum: 100 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  size: number = 20;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly page: number;
  readonly size: number;
}

/** What a list needs of a query. */
interface Pageable<T> {
  count(): Promise<number>;
  limit(count: number): { offset(count: number): { all(): Promise<T[]> } };
}

/** Reads one page of a sorted query, and how many rows there are in all. */
export async function pageOf<T>(query: Pageable<T>, { page, size }: PageQuery): Promise<Page<T>> {
  const rows = query.limit(size).offset((page - 1) * size);
  const [total, items] = await Promise.all([query.count(), rows.all()]);
  return { items, total, page, size };
}
