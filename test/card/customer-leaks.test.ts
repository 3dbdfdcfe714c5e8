/** Every sample of every rule, as the customer's card tells it: nothing that a whole channel shouldn't read. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { customerCard, customerView } from "../../src/card/customer-card.ts"
import { calmSentence } from "../../src/card/customer-words.ts"
import { decideSample, sampleContext } from "../../src/cli/rules-samples.ts"
import { sampleRecords } from "../../src/cli/sample-records.ts"
import { type Alert, isForTechnicians } from "../../src/model/alert.ts"
import { incidentId } from "../../src/model/ids.ts"
import { productRules } from "../make/make-record.ts"
import { makeInput, words } from "./make-incident.ts"

const FOLDER = fileURLToPath(new URL("../rules", import.meta.url))
const context = sampleContext(productRules())
const samples = readdirSync(FOLDER).flatMap((rule) =>
  readdirSync(join(FOLDER, rule))
    .filter((file) => file.startsWith("match-"))
    .map((file) => [`${rule}/${file}`, JSON.parse(readFileSync(join(FOLDER, rule, file), "utf8"))] as const),
)

/** Fields of records whose values stay between technicians, and what they are. */
const SECRET: Readonly<Record<string, RegExp>> = {
  address: /^(clientip|clientipaddress|actoripaddress|ipaddress|ip)$/i,
  subject: /^(subject|itemname)$/i,
  "search words": /^(searchquerytext|query)$/i,
  "program or machine": /^(useragent|clientinfostring|originatingserver|clienthost|server)$/i,
  operation: /^operation$/i,
  id: /^(sessionid|internetmessageid|userkey|appid|clientappid|session)$/i,
  place: /^(source|target)$/i,
}

type Found = { readonly what: string; readonly value: string }

function secretsOf(node: unknown): readonly Found[] {
  if (typeof node !== "object" || node === null) return []
  // What is restored of files is a file's name.
  const isFile = "session" in node && /onedrive|sharepoint/i.test(JSON.stringify(node.session))
  const found = Object.entries(node).flatMap(([key, value]): readonly Found[] => {
    if (typeof value !== "string") return secretsOf(value)
    return Object.entries(SECRET).flatMap(([what, field]) => (field.test(key) ? [{ what, value }] : []))
  })
  // Whose account it is may be said, also where a record calls that an id.
  return found.filter(
    ({ what, value }) => value.length >= 5 && !value.includes("@") && !(isFile && what === "subject"),
  )
}

function customerWords(alert: Alert): string {
  const { incidents } = mergeAlerts([alert], [], {
    now: context.now,
    fetchedAt: context.now,
    watchedSince: 0,
    channelsFor: () => [],
  })
  return (
    incidents
      .map(({ incident }) =>
        words(
          customerCard(
            customerView(
              makeInput({ incident: { ...incident, id: incidentId(42) }, tenant: context.tenant }),
            ),
          ),
        ),
      )
      .join("\n")
      // A rule's title is ours.
      .replaceAll(alert.rule.title, "The rule's title")
  )
}

const told = samples.map(([name, sample]) => {
  const { alerts } = decideSample(sample, context)
  const shown = alerts.filter((alert) => !isForTechnicians(alert)).map(customerWords)
  const sentences = alerts.filter((alert) => !isForTechnicians(alert)).map(calmSentence)
  return { name, shown: shown.join("\n"), sentences, secrets: sampleRecords(sample).flatMap(secretsOf) }
})

describe("the customer's card of every sample", () => {
  it.each(Object.keys(SECRET))("tells no %s", (kind) => {
    const looked = told.map(({ name, shown, secrets }) => ({
      name,
      shown,
      values: secrets.flatMap(({ what, value }) => (what === kind ? [value] : [])),
    }))
    const leaks = looked.flatMap(({ name, shown, values }) =>
      values.filter((value) => shown.includes(value)).map((value) => `${name}: ${value}`),
    )

    expect(looked.flatMap(({ values }) => values).length).toBeGreaterThan(0)
    expect(leaks).toEqual([])
  })

  it("tells no address, id, cmdlet, path or changed value, wherever in a record it stood", () => {
    const RAW =
      /\b\d{1,3}(\.\d{1,3}){3}\b|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}|urn:|\b(Set|New|Add|Remove|Get)-[A-Z]|[A-Z]:\\| → /

    expect(told.flatMap(({ name, shown }) => (RAW.test(shown) ? [`${name}: ${shown}`] : []))).toEqual([])
  })

  it("says nothing in the words of technicians, also where a rule's title does", () => {
    const TRADE =
      /spray|bombing|\bprompts\b|anonymizer|hoster|\btoken|\btenant|conditional access|command line in/i

    expect(told.flatMap(({ sentences }) => sentences.filter((one) => TRADE.test(one)))).toEqual([])
    expect(samples.length).toBeGreaterThan(500)
  })

  it("says something of each of them", () => {
    const silent = told.filter(({ name, shown }) => shown === "" && !/informational/.test(name))

    expect(silent.map(({ name }) => name.split("/")[0])).toEqual([])
  })
})
