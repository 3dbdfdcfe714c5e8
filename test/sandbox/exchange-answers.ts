/** What a cmdlet of the practice Exchange answered, and the mailbox that the tests try cmdlets on. */
import type { PracticeMailbox } from "../../sandbox/world/types.ts"
import { type Answer, at, type Practice } from "./helpers.ts"

type Body = Pick<Answer, "body">

export const warnings = ({ body }: Body): unknown => at(body, "@adminapi.warnings")

/** Why it was refused. */
export const detail = ({ body }: Body): unknown => at(body, "error", "details", 0, "message")

export const rows = ({ body }: Body): readonly unknown[] => {
  const value = at(body, "value")
  return Array.isArray(value) ? value : []
}

export function gradysMailbox({ tenant }: Practice): PracticeMailbox {
  const mailbox = tenant.mailboxes.find(({ alias }) => alias === "grady.archer")
  if (mailbox === undefined) throw new Error("The practice world has no Grady.")
  return mailbox
}
