/** Stops the product once it has listed what changes mailboxes, of every customer. */
import Database from "better-sqlite3"
import { vi } from "vitest"
import type { RunningPractice } from "./running-practice.ts"

/** Stopped in the middle of switching a content type on, it would wait a quarter of an hour for Microsoft. */
export async function stopWhenListed(practice: RunningPractice): Promise<void> {
  const { length } = practice.world.tenants
  await vi.waitUntil(() => listedIn(practice.database) === length, { timeout: 60_000, interval: 50 })
  await practice.product().stop()
}

function listedIn(database: string): unknown {
  const db = new Database(database, { readonly: true })
  try {
    return db.prepare("SELECT COUNT(*) FROM feed_cursor WHERE content_type = 'Audit.Exchange'").pluck().get()
  } finally {
    db.close()
  }
}
