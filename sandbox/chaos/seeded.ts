/** Chance that can be repeated: the same seed and name give the same numbers, whatever others draw meanwhile. */
import { createHash } from "node:crypto"
import type { Random } from "../everyday-scene.ts"

/** A number in [0, 1) at each call; xorshift with 32 bits of state. */
export function seededRandom(seed: number, name: string): Random {
  let state = createHash("sha256").update(`${seed} ${name}`).digest().readUInt32LE(0) || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** A whole number from `least` to `most`, both included. */
export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))

/** Throws for an empty list: then somebody forgot what to choose from. */
export function oneOf<Item>(random: Random, list: readonly Item[]): Item {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new Error("There is nothing to choose from.")
  return item
}
