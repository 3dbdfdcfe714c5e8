/** Is it still waited until then? A pause that seems longer than `longestMs` was begun while the clock was ahead. Milliseconds UTC. */
export const isPause = (until: number, now: number, longestMs: number): boolean =>
  now < until && until - now <= longestMs
