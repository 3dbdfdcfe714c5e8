/** What became of fixes, in words that customers read, too: in reports, and in answers about what was done. */
import type { Remediation } from "../model/remediation.ts"

/** What isn't here ended before anything was called. */
export const RUN_ENDED: Readonly<Partial<Record<Remediation["state"], string>>> = {
  verified: "done and checked",
  "already-done": "done and checked",
  undone: "done, taken back later",
  overtaken: "done and checked",
  failed: "did not work",
  unapproved: "waited for a second person",
  requested: "not finished",
  intended: "not finished",
}

/** Evidence is only read. */
export const changesSomething = ({ action }: Pick<Remediation, "action">): boolean =>
  action !== "keep-evidence"
