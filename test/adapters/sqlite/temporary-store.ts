/** A real database file in a folder of its own, gone after the test. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import Database from "better-sqlite3"
import { onTestFinished } from "vitest"
import { openStore } from "../../../src/adapters/sqlite/open-store.ts"
import type { Face } from "../../../src/model/delivery.ts"
import type { IncidentId } from "../../../src/model/ids.ts"
import type { Store } from "../../../src/ports/store.ts"
import { makeBatch, mergeInto } from "./make-rows.ts"

export function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "watchpost-store-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, "watchpost.db")
}

export function openTemporaryStore(path = temporaryPath()): { readonly store: Store; readonly path: string } {
  const store = openStore(path)
  onTestFinished(() => store.close())
  return { store, path }
}

/** A second connection without the store's rules, as somebody with the file in hand has it. */
export function openRaw(path: string): Database.Database {
  const raw = new Database(path)
  raw.pragma("synchronous = OFF")
  onTestFinished(() => void raw.close())
  return raw
}

export const countOf = (path: string, table: string): number =>
  Number(openRaw(path).prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get())

/** Opens incident 1 with a card for each face. */
export async function openIncident(store: Store, ...faces: Face[]): Promise<IncidentId> {
  const { incidents } = await store.records.saveBatch(makeBatch(), mergeInto(faces))
  const [id] = incidents
  if (id === undefined) throw new Error("the batch opened no incident")
  return id
}
