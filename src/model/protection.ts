/** What stands between a technician's press and a fix besides the role. Comes from the configuration. */

import type { AutomaticPolicy } from "./automatic.ts"

/** When a second person has to approve a fix; each adds to the others. Accounts that are protected always need one. */
export const APPROVAL_CASES = ["administrator", "vip", "bulk", "always"] as const
export type ApprovalCase = (typeof APPROVAL_CASES)[number]

/** What the presser has to give with a fix. `ticket` asks for both. */
export const WORDS_WANTED = ["nothing", "reason", "ticket"] as const
export type WordsWanted = (typeof WORDS_WANTED)[number]

export type Policy = {
  readonly secondPerson: readonly ApprovalCase[]
  /** How long a fix waits for its second person. */
  readonly approvalMinutes: number
  readonly ask: WordsWanted
}

export const DEFAULT_POLICY: Policy = { secondPerson: [], approvalMinutes: 60, ask: "nothing" }

/** One customer's. Names are sign-in names and object ids, lower case. */
export type Protection = {
  /** Accounts for emergencies: without them nobody gets into the tenant any more. */
  readonly breakGlass: readonly string[]
  readonly vips: readonly string[]
  readonly policy: Policy
  /** Missing: nothing runs by itself. */
  readonly automatic?: AutomaticPolicy
  readonly own: OwnAccounts
}

/** The provider's own accounts and apps, wherever they act. */
export type OwnAccounts = {
  readonly names: readonly string[]
  /** Mail domains of the provider: whoever signs in with one of them is ours. */
  readonly domains: readonly string[]
  readonly appIds: readonly string[]
}
