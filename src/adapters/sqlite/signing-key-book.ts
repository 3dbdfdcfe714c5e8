/** The signing keys of the last fetch, one row for each address that they come from. */
import { z } from "zod"
import type { SigningKeyBook } from "../../ports/signing-key-book.ts"
import type { Db } from "./database.ts"
import { fromJson, fromRow } from "./stored-json.ts"

const rowSchema = z.object({ keys: z.string(), at: z.number() })

export function sqliteSigningKeyBook(db: Db): SigningKeyBook {
  const select = db.prepare<[string], object>(
    "SELECT keys, fetched_at AS at FROM signing_key_set WHERE address = ?",
  )
  const replace = db.prepare<[string, string, number]>(
    "INSERT OR REPLACE INTO signing_key_set (address, keys, fetched_at) VALUES (?, ?, ?)",
  )
  return {
    kept: async (address) => {
      const found = select.get(address)
      if (found === undefined) return undefined
      const place = { table: "signing_key_set", row: address }
      const { keys, at } = fromRow(rowSchema, found, place)
      return { keys: fromJson(z.unknown(), keys, place), at }
    },
    keep: async (address, { keys, at }) => void replace.run(address, JSON.stringify(keys), at),
  }
}
