/**
 * What one field alone can't tell: names that must exist, ids that must differ, plain http, practice.
 * The checks read the file's plain values, so that they speak even while other fields are wrong.
 */
import { isLoopback } from "../lib/loopback.ts"
import { isTimeZone } from "../lib/time-zone.ts"
import { CLOUDS, cloudFacts, cloudNamed } from "./clouds.ts"
import { type Complaint, closest, didYouMean, pathText, shown, valueAt } from "./config-problems.ts"
import { siteTokenVariable, veeamPasswordVariable } from "./environment.ts"
import { checkRouting } from "./read-routing.ts"
import type { ConfigPath } from "./yaml-source.ts"

type File = unknown

export function checkAcrossFields(file: File): readonly Complaint[] {
  return [
    ...checkUnique(file),
    ...checkTimeZones(file),
    ...checkPractice(file),
    ...checkAddresses(file),
    ...checkCloud(file),
    ...checkPeople(file),
    ...checkSites(file),
    ...checkChannels(file),
    ...checkResponding(file),
    ...checkAutomatic(file),
    ...checkRouting(file),
  ]
}

const textAt = (file: File, path: ConfigPath): string | undefined => {
  const value = valueAt(file, path)
  return typeof value === "string" ? value : undefined
}

/** The paths of a list's items: none when it isn't a list. */
const itemsAt = (file: File, path: ConfigPath): readonly ConfigPath[] => {
  const value = valueAt(file, path)
  return Array.isArray(value) ? value.map((_item, index) => [...path, index]) : []
}

const isPractice = (file: File): boolean => valueAt(file, ["practice"]) === true

const customerNames = (file: File): readonly string[] =>
  itemsAt(file, ["customers"]).flatMap((path) => textAt(file, [...path, "name"]) ?? [])

function checkUnique(file: File): readonly Complaint[] {
  const fields = [
    { list: "customers", field: "tenantId", key: (text: string) => text.toLowerCase() },
    { list: "customers", field: "name", key: (text: string) => text },
    { list: "technicians", field: "objectId", key: (text: string) => text.toLowerCase() },
    { list: "contacts", field: "objectId", key: (text: string) => text.toLowerCase() },
    { list: "channels", field: "name", key: (text: string) => text },
    { list: "veeam", field: "name", key: veeamPasswordVariable },
    { list: "sites", field: "name", key: siteTokenVariable },
  ]
  return fields.flatMap(({ list, field, key }) => {
    const first = new Map<string, ConfigPath>()
    return itemsAt(file, [list]).flatMap((item) => {
      const path = [...item, field]
      const text = textAt(file, path)
      if (text === undefined) return []
      const before = first.get(key(text))
      if (before === undefined) first.set(key(text), path)
      return before === undefined
        ? []
        : [{ path, sentence: `${pathText(path)} must be unique; ${pathText(before)} has it too` }]
    })
  })
}

function checkTimeZones(file: File): readonly Complaint[] {
  const zones = [["auditMails"], ...itemsAt(file, ["sites"]), ...itemsAt(file, ["customers"])].map((item) => [
    ...item,
    "timeZone",
  ])
  // Thousands of customers live in few zones, and each look costs a third of a millisecond.
  const known = new Map<string, boolean>()
  const isKnown = (zone: string): boolean => {
    const answer = known.get(zone) ?? isTimeZone(zone)
    known.set(zone, answer)
    return answer
  }
  return zones.flatMap((path) => {
    const zone = textAt(file, path)
    if (zone === undefined || zone.trim() === "" || isKnown(zone.trim())) return []
    const sentence = `${pathText(path)} must be an IANA time zone like Europe/Vienna; it is ${shown(zone)}`
    const advice = (): string => {
      const found = closest(zone, Intl.supportedValuesOf("timeZone"))
      return found === undefined ? "" : `; did you mean ${found}?`
    }
    return [{ path, sentence, advice }]
  })
}

function checkPractice(file: File): readonly Complaint[] {
  const complaints: Complaint[] = []
  if (textAt(file, ["bot", "appId"]) === "" && !isPractice(file)) {
    complaints.push({
      path: ["bot", "appId"],
      sentence:
        "bot.appId must be the bot's application id; it is empty, which would let anybody speak to the bot (allowed only with practice: true)",
    })
  }
  const host = textAt(file, ["listen", "host"])
  if (isPractice(file) && host !== undefined && host !== "127.0.0.1") {
    complaints.push({
      path: ["listen", "host"],
      sentence: `listen.host must be 127.0.0.1 while practice is true; it is ${shown(host)}`,
    })
  }
  return complaints
}

function checkAddresses(file: File): readonly Complaint[] {
  const paths = [
    ["publicUrl"],
    ...["login", "manage", "exchange", "graph", "botOpenIdMetadata"].map((name) => ["endpoints", name]),
    ["escalation", "webhook"],
    ...itemsAt(file, ["veeam"]).map((item) => [...item, "baseUrl"]),
    ...channelPaths(file).map((channel) => [...channel, "serviceUrl"]),
  ]
  return paths.flatMap((path) => {
    const text = textAt(file, path)
    if (text === undefined || !URL.canParse(text) || new URL(text).protocol !== "http:") return []
    const name = pathText(path)
    if (!isLoopback(new URL(text).hostname)) {
      return [
        {
          path,
          sentence: `${name} must start with https://; plain http is only for 127.0.0.1; it is ${shown(text)}`,
        },
      ]
    }
    if (isPractice(file)) return []
    return [
      {
        path,
        sentence: `${name} must start with https://; plain http needs practice: true; it is ${shown(text)}`,
      },
    ]
  })
}

/** An address of one cloud with the tokens of another is refused at every call, and no answer says why. */
function checkCloud(file: File): readonly Complaint[] {
  const cloud = cloudNamed(valueAt(file, ["cloud"]))
  const own = cloudFacts(cloud).endpoints
  return (["login", "manage", "exchange", "graph", "botOpenIdMetadata"] as const).flatMap((name) => {
    const path = ["endpoints", name]
    const address = textAt(file, path)?.replace(/\/+$/, "")
    const others = CLOUDS.filter((other) => cloudFacts(other).endpoints[name] === address)
    if (address === own[name] || others.length === 0) return []
    const sentence = `${pathText(path)} must be of the cloud ${cloud}; it is of ${others.join(" and ")}: set cloud instead`
    return [{ path, sentence }]
  })
}

function checkPeople(file: File): readonly Complaint[] {
  const names = customerNames(file)
  const known = new Set(names)
  const wanted = [
    ...["contacts", "sites"].flatMap((list) => itemsAt(file, [list]).map((item) => [...item, "customer"])),
    ...itemsAt(file, ["veeam"]).flatMap((server) =>
      itemsAt(file, [...server, "organizations"]).map((item) => [...item, "customer"]),
    ),
    ...itemsAt(file, ["technicians"]).flatMap((item) => itemsAt(file, [...item, "customers"])),
  ]
  return wanted.flatMap((path) => {
    const name = textAt(file, path)
    if (name === undefined || known.has(name)) return []
    const sentence = `${pathText(path)} must be the short name of a customer above; it is ${shown(name)}; `
    return [{ path, sentence, advice: () => didYouMean(name, names) }]
  })
}

/** A site is a customer's or a backup server's, and says which. */
function checkSites(file: File): readonly Complaint[] {
  const servers = itemsAt(file, ["veeam"]).flatMap((item) => textAt(file, [...item, "name"]) ?? [])
  return itemsAt(file, ["sites"]).flatMap((item): readonly Complaint[] => {
    const [customer, server] = ["customer", "server"].map((field) => valueAt(file, [...item, field]))
    const path = [...item, server === undefined ? "customer" : "server"]
    const problem = (sentence: string) => [{ path, sentence: `${pathText(path)} ${sentence}` }]
    if (customer === undefined && server === undefined)
      return problem("must be a customer's short name, or server the name of a backup server")
    if (customer !== undefined && server !== undefined)
      return problem("must be left out, or customer: a site is a customer's or a backup server's")
    if (typeof server !== "string" || servers.includes(server)) return []
    return problem(`must be the name of a backup server under veeam; it is ${shown(server)}`)
  })
}

const channelPaths = (file: File): readonly ConfigPath[] => [
  ["triage"],
  ...itemsAt(file, ["channels"]),
  ...itemsAt(file, ["customers"])
    .map((item) => [...item, "channel"])
    .filter((path) => valueAt(file, path) !== undefined),
]

/** One channel, one audience: a shared channel would show one customer's incidents to another. */
function checkChannels(file: File): readonly Complaint[] {
  const hosts =
    valueAt(file, ["endpoints", "teamsServiceHosts"]) ??
    cloudFacts(cloudNamed(valueAt(file, ["cloud"]))).endpoints.teamsServiceHosts
  const first = new Map<string, ConfigPath>()
  return channelPaths(file).flatMap((channel) => {
    const complaints: Complaint[] = []
    const path = [...channel, "conversationId"]
    const id = textAt(file, path)
    const before = id === undefined ? undefined : first.get(id)
    if (id !== undefined && before === undefined) first.set(id, path)
    if (before !== undefined) {
      complaints.push({
        path,
        sentence: `${pathText(path)} must be a channel of its own; ${pathText(before)} is the same channel`,
      })
    }
    const address = textAt(file, [...channel, "serviceUrl"])
    if (
      address !== undefined &&
      URL.canParse(address) &&
      !(Array.isArray(hosts) && hosts.includes(new URL(address).host))
    ) {
      const serviceUrl = [...channel, "serviceUrl"]
      complaints.push({
        path: serviceUrl,
        sentence: `${pathText(serviceUrl)} must be on one of endpoints.teamsServiceHosts; it is ${shown(address)}`,
      })
    }
    return complaints
  })
}

function checkResponding(file: File): readonly Complaint[] {
  if (valueAt(file, ["apps", "respond"]) !== undefined) return []
  return itemsAt(file, ["customers"])
    .map((item) => [...item, "canRespond"])
    .filter((path) => valueAt(file, path) === true)
    .map((path) => ({ path, sentence: `${pathText(path)} must be false while apps.respond is missing` }))
}

/** What can never run isn't allowed either: somebody would sleep soundly because of it. */
function checkAutomatic(file: File): readonly Complaint[] {
  const policyOf = (item: ConfigPath, key: string): unknown =>
    valueAt(file, [...item, "policy", key]) ?? valueAt(file, ["policy", key])
  return itemsAt(file, ["customers"]).flatMap((item): readonly Complaint[] => {
    const path = [...item, "automatic"]
    if (valueAt(file, path) === undefined) return []
    const second = policyOf(item, "secondPerson")
    const sentence = (why: string) => [{ path, sentence: `${pathText(path)} must be left out ${why}` }]
    if (valueAt(file, [...item, "canRespond"]) !== true)
      return sentence("while canRespond isn't true: nothing may be changed there")
    if (Array.isArray(second) && second.includes("always"))
      return sentence("while policy.secondPerson has always: every fix waits for two people")
    const ask = policyOf(item, "ask")
    return ask === undefined || ask === "nothing"
      ? []
      : sentence(`while policy.ask is ${shown(ask)}: nobody is there to give one`)
  })
}
