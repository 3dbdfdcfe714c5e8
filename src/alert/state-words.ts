/** What an incident's state is called where a word or two tell it: answers, the digest. */
import type { IncidentState } from "../model/alert.ts"

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  new: "new",
  claimed: "claimed",
  working: "fix is running",
  fixed: "fixed",
  failed: "fix failed",
  expected: "expected",
  "not-a-threat": "not a threat",
  reopened: "reopened",
}
