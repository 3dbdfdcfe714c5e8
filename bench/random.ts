/** Numbers that look random and are the same in every run: a figure must be repeatable down to its last byte. */

/** Returns a number in [0, 1), like Math.random. */
export type Random = () => number

/** Mulberry32: small, fast, good enough for test data and for nothing else. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const below = (random: Random, end: number): number => Math.floor(random() * end)

/** Throws for an empty list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[below(random, list.length)]
  if (found === undefined) throw new Error("There is nothing to pick from.")
  return found
}

/** The same in another order, each order as likely. */
export function shuffled<T>(random: Random, list: readonly T[]): readonly T[] {
  const order = [...list]
  for (let left = order.length; left > 1; left -= 1) {
    const [taken] = order.splice(below(random, left), 1)
    if (taken !== undefined) order.push(taken)
  }
  return order
}

/** The first of `list` most often, the second half as often, the third a third as often: as people use mailboxes. */
export function pickUneven<T>(random: Random, list: readonly T[]): T {
  const index = Math.floor((list.length + 1) ** random()) - 1
  return list[index] ?? pick(random, list)
}

export function hex(random: Random, length: number): string {
  let text = ""
  while (text.length < length) {
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0")
  }
  return text.slice(0, length)
}

/** A version 4 GUID. */
export function guid(random: Random): string {
  const text = hex(random, 32)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/** Five letters from each number: records are full of long ids, and making them must not take longer than reading them. */
export function base64(random: Random, length: number): string {
  let text = ""
  while (text.length < length) {
    let bits = Math.floor(random() * 64 ** 5)
    for (let letter = 0; letter < 5; letter += 1) {
      text += BASE64[bits % 64]
      bits = Math.floor(bits / 64)
    }
  }
  return text.slice(0, length)
}
