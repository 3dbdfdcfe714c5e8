/** A random password, put into a call right before it is sent. Plans, journal, trail, logs and cards hold its placeholder. */
import { randomInt } from "node:crypto"
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts"
import { type GraphCall, RANDOM_SECRET } from "../model/remediation.ts"

/** Without letters and digits that look alike, because people type it from a screen. */
const KINDS = ["ABCDEFGHJKMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789"] as const
const GROUPS = 4
const GROUP_LENGTH = 5

/** Four groups of five, `Kt7mq-…`: every kind in each group, as Entra's rules want; more than 90 random bits. */
export function randomPassword(): string {
  const all = KINDS.join("")
  const pick = (letters: string): string => letters.charAt(randomInt(letters.length))
  const group = (): string =>
    [...KINDS.map(pick), ...Array.from({ length: GROUP_LENGTH - KINDS.length }, () => pick(all))].join("")
  return Array.from({ length: GROUPS }, group).join("-")
}

export const wantsSecret = (call: GraphCall): boolean =>
  JSON.stringify(call.body ?? {}).includes(RANDOM_SECRET)

/** The call as it goes over the wire. */
export const withSecret = ({ body, ...call }: GraphCall, secret: string): GraphCall =>
  body === undefined ? call : { ...call, body: objectWith(body, secret) }

const objectWith = (body: JsonObject, secret: string): JsonObject =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, valueWith(value, secret)]))

function valueWith(value: Json, secret: string): Json {
  if (value === RANDOM_SECRET) return secret
  if (isJsonObject(value)) return objectWith(value, secret)
  return Array.isArray(value) ? value.map((one) => valueWith(one, secret)) : value
}
