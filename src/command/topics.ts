/**
 * What a line is probably about that is no question of the grammar, by single words, also German ones: the nearest thing
 * that can be asked, with the customer, the time and the address that the line names. Only ever a suggestion.
 */
import { bareIp } from "../lib/ip-text.ts"

export type About = {
  /** Short name of the customer that the line names, or the one example of this place; missing where there is one alone. */
  readonly customer?: string
  /** The line names no customer. */
  readonly isExample?: boolean
  readonly period?: string
  /** An address. */
  readonly name?: string
  readonly ip?: string
  /** Of an incident. */
  readonly number?: string
}

type Topic = {
  /** How words begin, without accents. */
  readonly stems: string
  readonly ask: (about: About) => string
}

const at = ({ customer }: About): string => (customer === undefined ? "" : ` at ${customer}`)
/** Where all customers can be answered for as well. */
const only = (about: About): string => (about.isExample === true ? "" : at(about))
const named = ({ name }: About): string => name ?? "kim@contoso.com"

/** Of two that fit equally well, the first. */
const TOPICS: readonly Topic[] = [
  {
    stems: "restor recover wiederh zuruckgeh ruckgesich backup sicherung veeam",
    ask: (about) => `who restored ${about.name ?? "anything"}${at(about)} ${about.period ?? "this week"}`,
  },
  {
    stems: "forward weiterleit weitergeleit umleit redirect",
    ask: (about) =>
      about.name === undefined ? `show forwards${at(about)}` : `who set forwarding on ${about.name}`,
  },
  {
    stems: "rule regel postfachregel inbox posteingang",
    ask: (about) => `show inbox rules${about.name === undefined ? "" : ` of ${about.name}`}${at(about)}`,
  },
  {
    stems: "read access lesen liest zugriff zugreif berechtig rechte right permission delegat stellvertret",
    ask: (about) => `who can read ${named(about)}'s mailbox`,
  },
  {
    stems:
      "sign signed signin logon login logins log logged anmeld angemeld eingelog einlog abroad ausland vpn",
    ask: (about) =>
      `sign-ins of ${named(about)}${about.period === undefined ? " from outside" : ` ${about.period}`}`,
  },
  {
    stems: "admin administrator privileg",
    ask: (about) => `admin activity${at(about)} ${about.period ?? "last month"}`,
  },
  { stems: "audit auditing protokoll logging", ask: (about) => `audit status${at(about)}` },
  {
    stems: "incident vorfall case explain erklar why warum",
    ask: ({ number }) => (number === undefined ? "board" : `explain alert ${number}`),
  },
  {
    stems:
      "open offen todo fire brennt attack angriff angegriff alarm alert threat bad wrong schlimm ticket queue problem",
    ask: (about) => `board${only(about)}`,
  },
  {
    stems: "hack compromis gehackt phish did gemacht getan macht activity",
    ask: (about) => `what did ${named(about)} do in the last 24 hours`,
  },
  {
    stems: "chang geander ander new neu happen passier los delet gelosch creat erstellt",
    ask: (about) => `what changed${at(about)} ${about.period ?? "today"}`,
  },
  { stems: "report bericht monat month monthly", ask: (about) => `report last month${at(about)}` },
  {
    stems: "ok okay health healthy coverage complete running lauft geht gesund alive status",
    ask: (about) => `status${only(about)}`,
  },
  { stems: "ip address adresse", ask: ({ ip }) => `same ip ${ip ?? "203.0.113.7"} anywhere` },
  { stems: "evidence beweis proof", ask: ({ number }) => `evidence ${number ?? 42}` },
  { stems: "mute silence stumm snooze", ask: () => "mutes" },
  {
    stems: "planned expected geplant expect",
    ask: (about) => `expect forwarding for ${named(about)} until friday #4711`,
  },
  { stems: "csv excel download exportier", ask: () => "export that as csv" },
  { stems: "next weiter mehr further", ask: () => "more" },
]
const STEMS = TOPICS.map(({ stems, ask }) => ({ stems: stems.split(" "), ask }))
/** A stem of so few letters is a whole word. */
const SHORT = 4

/** Undefined where no word says what it may be about. */
export function nearestAsk(line: string, about: About): string | undefined {
  const words = wordsOf(line)
  const fits = (stem: string): boolean =>
    words.some((word) => (stem.length < SHORT ? word === stem : word.startsWith(stem)))
  const counted = STEMS.map(({ stems, ask }) => ({ ask, count: stems.filter(fits).length }))
  const best = counted.toSorted((a, b) => b.count - a.count)[0]
  if (best !== undefined && best.count > 0) return best.ask(about)
  return about.ip === undefined ? undefined : `same ip ${about.ip} anywhere`
}

const wordsOf = (line: string): readonly string[] =>
  line
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== "")

const TIMES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:yesterday|gestern)\b/, "yesterday"],
  [/\b(?:today|heute|now|jetzt|grad|heit)\b/, "today"],
  [/\b(?:last|letzte) (?:night|nacht)\b/, "last night"],
  [/\b(?:last|letzte|vorige) (?:week|woche)\b/, "last week"],
  [/\b(?:this|diese) (?:week|woche)\b/, "this week"],
  [/\b(?:last|letzten|vorigen) (?:month|monat)\b/, "last month"],
]

/** What the line names besides. */
export function namedIn(line: string): Omit<About, "customer"> {
  const words = line.split(/[\s,;]+/).map((word) => word.replace(/^mailto:|['’]s$|[?!.:]+$/gi, ""))
  const name = words.find((word) => /^[^@"“”]+@[^@"“”]+\.[^@"“”]+$/.test(word))
  const ip = words.map((word) => bareIp(word)).find((found) => found !== undefined)
  const period = TIMES.find(([said]) => said.test(line.toLowerCase()))?.[1]
  const number = /(?:^|[\s#])(\d{1,6})(?=$|[\s?!.,])/.exec(line)?.[1]
  return {
    ...(name === undefined ? {} : { name }),
    ...(ip === undefined ? {} : { ip }),
    ...(period === undefined ? {} : { period }),
    ...(number === undefined ? {} : { number }),
  }
}
