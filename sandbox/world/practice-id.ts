/** Ids that are the same in every run: made from a seed, so that links, screenshots and tests stay put. */
import { createHash } from "node:crypto"

const hex = (seed: string): string => createHash("sha256").update(seed).digest("hex")

/** A version 4 GUID made from the seed. */
export const practiceGuid = (seed: string): string => {
  const text = hex(seed)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`
}

/**
 * An inbox rule's id: decimal text of an unsigned 64-bit number with the top bit set,
 * as most real ones are, so that a client that reads it as a JavaScript number gets it wrong.
 */
export const practiceRuleId = (seed: string): string =>
  (BigInt(`0x${hex(seed).slice(0, 16)}`) | (1n << 63n) | 1n).toString()

/** A channel id as Teams makes them. */
export const practiceChannelId = (seed: string): string => `19:${hex(seed).slice(0, 32)}@thread.tacv2`

/** Hexadecimal text of `length` digits. */
export const practiceHex = (seed: string, length: number): string => hex(seed).slice(0, length)
