/** Parsing what was stored as JSON. A row that isn't what was stored is one error that names it, nothing more. */
import { gunzipSync } from "node:zlib"
import { z } from "zod"
import { ContractError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"

/** Which row of which table, for the error. */
export type Place = { readonly table: string; readonly row: string | number }

/** Throws a ContractError that names table and row, without their content. */
export function fromRow<T>(schema: z.ZodType<T>, row: unknown, place: Place): T {
  const parsed = schema.safeParse(row)
  if (parsed.success) return parsed.data
  throw corrupt(place, parsed.error)
}

/** As `fromRow`, for a column that holds JSON text. */
export function fromJson<T>(schema: z.ZodType<T>, text: string, place: Place): T {
  return fromRow(schema, jsonValue(text, place), place)
}

function jsonValue(text: string, place: Place): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw corrupt(place, error)
  }
}

/** What was kept gzipped. Throws a ContractError that names table and row. */
export function fromGzip(bytes: Uint8Array, place: Place): Buffer {
  try {
    return gunzipSync(bytes)
  } catch (error) {
    throw corrupt(place, error)
  }
}

const corrupt = (place: Place, cause: unknown): ContractError =>
  new ContractError(
    `The database's row ${place.row} in table ${place.table} is damaged; restore it from a backup.`,
    { cause },
  )

/** A JSON object taken as it is. `z.record` would drop a member named `__proto__`, and with it the hash. */
export const jsonObjectSchema = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
)
