/** Sequence numbers from here on are times: no counter has come near (2001, in microseconds). */
const firstTimeLikeSeq = 1e15

/** Whether a sequence number can be none but a time, in microseconds since the UNIX epoch. */
export function isTimeLike(seq: number): boolean {
  return seq >= firstTimeLikeSeq
}
