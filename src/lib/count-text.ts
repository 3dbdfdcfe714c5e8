/** Counts inside sentences. */

/** `1 row`, `1,234 rows`, `2 mailboxes`. */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`
