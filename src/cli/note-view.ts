/** Whoever takes something out of the store at the command line is in the trail, as those are who ask in chat. */
import { userInfo } from "node:os"
import { openTrailForAdding } from "../adapters/sqlite/open-trail.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** Who is at the command line, as the trail names them: the machine's user. */
export const atCommandLine = (): string => `${userInfo().username} at the command line`

/** `at` in milliseconds UTC. Throws a ConfigError where the trail can't be written: then nothing is handed out. */
export async function noteView(
  database: string,
  at: number,
  note: Omit<TrailNote, "at" | "kind" | "who">,
): Promise<void> {
  const trail = openTrailForAdding(database)
  try {
    await trail.append({ ...note, at, kind: "view", who: atCommandLine() })
  } finally {
    trail.close()
  }
}
