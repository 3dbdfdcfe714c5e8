import { expect, it } from "vitest"
import { calmSentence } from "../../src/card/customer-words.ts"
import { HOLDER_OF_OUR_SECRET } from "../../src/model/remediation.ts"
import { makeAlert } from "../adapters/sqlite/make-rows.ts"

it("leaves it to people to tell a customer that our own secret may be in other hands", () => {
  const alert = makeAlert({ subject: "permission:ada" })
  const told = (summary: string): string => calmSentence({ ...alert, summary })

  expect(told("Mara gave Kim full access to Ada's mailbox.")).toBe(
    "Mara gave Kim full access to Ada's mailbox.",
  )
  expect(told(`S${HOLDER_OF_OUR_SECRET.slice(1)} gave Kim full access to Ada's mailbox.`)).toBe(
    `${alert.rule.title}.`,
  )
  expect(told(`Ada's mailbox was opened to Kim (by ${HOLDER_OF_OUR_SECRET}).`)).toBe(`${alert.rule.title}.`)
})
