/** What is told of records whose kind has no sentences of its own, and that no sample is told in a vendor's spelling. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { decideSample, sampleContext } from "../../src/cli/rules-samples.ts"
import { deedOf, deedSentence } from "../../src/detect/deed-words.ts"
import { makeRecord, productRules } from "../make/make-record.ts"

const deed = (Operation: string) =>
  deedOf(makeRecord({ Operation, ObjectId: "anna@contoso.example", Parameters: [] }))

describe("deedOf()", () => {
  it.each([
    ["MailItemsAccessed", "read mail"],
    ["FileUploaded", "uploaded anna@contoso.example"],
    ["Set-Mailbox", "changed mailbox anna@contoso.example"],
    ["Remove-RecipientPermission", "removed recipient permission anna@contoso.example"],
    ["Set-CASMailbox", "changed CAS mailbox anna@contoso.example"],
    ["Update group.", '"Update group" on anna@contoso.example'],
  ])("has words for %s", (operation, words) => {
    expect(deed(operation)).toBe(words)
  })

  it("stands in a sentence after who did it", () => {
    expect(deedSentence("Kim", makeRecord({ Operation: "Send" }))).toBe("Kim sent mail.")
    expect(deedSentence("Kim", makeRecord({ Operation: "Update group", ObjectId: "x" }))).toMatch(
      /^Kim: "Update group" on x\.$/,
    )
  })
})

const FOLDER = fileURLToPath(new URL("../rules", import.meta.url))
const context = sampleContext(productRules())
const samples = readdirSync(FOLDER).flatMap((rule) =>
  readdirSync(join(FOLDER, rule))
    .filter((file) => file.startsWith("match-"))
    .map((file) => join(rule, file)),
)

/** "MailItemsAccessed", "Set-Mailbox": one word with capitals or a dash inside. "Update group" reads as it is. */
const RAW = /^[A-Z][a-z]+(?:-?[A-Z][A-Za-z]*)+$/

describe("sentences of the samples of rules", () => {
  it.each(samples)("name no operation as the vendor spells it: %s", (file) => {
    const text = readFileSync(join(FOLDER, file), "utf8")
    const operations = [...text.matchAll(/"Operation": *"([^"]+)"/g)].flatMap(([, name = ""]) =>
      RAW.test(name) ? [name] : [],
    )

    const told = decideSample(JSON.parse(text), context).alerts.map(({ summary }) => summary)

    for (const operation of operations)
      for (const sentence of told) expect(sentence.split(/[\s"“”().:,]+/)).not.toContain(operation)
  })
})
