/** Works side by side; none of them still goes on when what one of them threw is passed on. */

/** What each of them came to. When some fail, throws what the first of these in the list threw, once all have ended. */
export async function allEnded<T extends readonly unknown[] | []>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works)
  return Promise.all(works)
}
