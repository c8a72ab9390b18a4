// The answer to one request, unread.
export interface Answer {
  readonly status: number;
  readonly payload: Uint8Array;
}
