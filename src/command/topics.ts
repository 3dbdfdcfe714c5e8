/**
 * What a line is probably about that is no question of the grammar, by single words, also German ones: the nearest thing
 * that can be asked, with the customer, the time and the address that the line names. Only ever a suggestion.
 */
import { quoted } from "./question-words.ts"
import type { Said } from "./said-words.ts"
import { withoutSlips } from "./typing-slips.ts"

export type About = Said & {
  /** Short name of the customer that the line names, or whose the name is. */
  readonly customer?: string
}

type Topic = {
  /** How words begin, without accents. */
  readonly stems: string
  readonly ask: (about: About) => string
}

const at = ({ customer }: About): string => (customer === undefined ? "" : ` at ${customer}`)
const named = ({ name }: About): string => (name === undefined ? "kim@contoso.com" : quoted(name))
/** Of a name that was looked up the customer is known. */
const whose = (about: About): string => (about.name === undefined ? "" : at(about))

const timed = ({ period }: About): string => (period === undefined ? "" : ` ${period}`)

const whatChanged = (about: About): string => `what changed${at(about)} ${about.period ?? "today"}`
const didWhat = (about: About): string =>
  `what did ${named(about)} do${whose(about)} ${about.period ?? "in the last 24 hours"}`

/** Of two that fit equally well, the first. */
const TOPICS: readonly Topic[] = [
  {
    stems: "restor recover wiederh zuruckgeh ruckgesich backup sicherung veeam",
    ask: (about) => {
      // Who did it is what the answer tells: nobody's restores can be asked for by name.
      const whose = about.name === undefined || about.isDoer === true ? "anything" : quoted(about.name)
      return `who restored ${whose}${at(about)} ${about.period ?? "this week"}`
    },
  },
  {
    stems: "forward weiterleit weitergeleit umleit leitet redirect",
    ask: (about) =>
      about.name === undefined
        ? `show forwards${at(about)}`
        : `who set forwarding on ${named(about)}${at(about)}${timed(about)}`,
  },
  {
    stems: "rule regel postfachregel inbox posteingang",
    ask: (about) => `show inbox rules${about.name === undefined ? "" : ` of ${named(about)}`}${at(about)}`,
  },
  {
    stems:
      "read opened touched geoffnet access lesen liest zugriff vollzugriff zugreif berechtig rechte right permission delegat stellvertret",
    ask: (about) =>
      about.name === undefined
        ? `who can read ${named(about)}'s mailbox`
        : `who can read ${named(about)}${at(about)}`,
  },
  {
    stems: "abroad ausland vpn outside",
    ask: (about) => `sign-ins of ${named(about)} from outside${whose(about)}${timed(about)}`,
  },
  {
    stems: "sign signed signin logon login logins log logged anmeld angemeld eingelog einlog",
    ask: (about) =>
      about.name === undefined && about.period === undefined
        ? `sign-ins of ${named(about)} from outside`
        : `sign-ins of ${named(about)}${whose(about)}${timed(about)}`,
  },
  {
    stems: "admin administrator privileg",
    ask: (about) => `admin activity${at(about)} ${about.period ?? "last month"}`,
  },
  {
    stems: "posture audit auditing protokoll logging smtp hardening secure sicher",
    ask: (about) => `posture${at(about)}`,
  },
  {
    stems: "incident vorfall case explain erklar why warum history timeline verlauf",
    ask: ({ number }) => (number === undefined ? "board" : `explain alert ${number}`),
  },
  {
    stems:
      "open offen todo fire brennt attack angriff angegriff alarm alert going should soll threat bad wrong schlimm ticket queue problem",
    ask: (about) => `board${at(about)}`,
  },
  {
    stems: "hack compromis gehackt phish",
    ask: (about) => (about.name === undefined ? `board${at(about)}` : didWhat(about)),
  },
  {
    stems: "fixed behoben undone",
    ask: (about) => `what was fixed${at(about)} ${about.period ?? "this month"}`,
  },
  {
    stems: "did gemacht getan macht activity",
    ask: (about) => (about.name === undefined ? whatChanged(about) : didWhat(about)),
  },
  {
    stems:
      "chang geander ander new neu happen passier los app apps oauth consent aender delet gelosch creat erstellt",
    ask: (about) => (about.name === undefined ? whatChanged(about) : didWhat(about)),
  },
  {
    stems: "report bericht monat month monthly",
    ask: (about) => `report ${about.month ?? "last month"}${at(about)}`,
  },
  {
    stems:
      "ok okay health healthy coverage complete running lauft geht gesund alive vollstandig luckenlos status monitor working watching behind blind",
    ask: (about) => `status${at(about)}`,
  },
  { stems: "ip address adresse", ask: ({ ip }) => `same ip ${ip ?? "203.0.113.7"} anywhere` },
  { stems: "evidence beweis proof", ask: ({ number }) => `evidence ${number ?? 42}` },
  { stems: "mute silence stumm snooze", ask: () => "mutes" },
  {
    stems: "noise noisy noisiest false fehlalarm fehlalarme precision nervt nerven nervig",
    ask: (about) => `noise${at(about)}${about.period === undefined ? "" : ` ${about.period}`}`,
  },
  {
    stems: "planned expected geplant expect",
    ask: ({ name }) => `expect forwarding for ${name ?? "kim@contoso.com"} until friday #4711`,
  },
  {
    // Two of these words are said together by nobody who asks for inbox rules.
    stems: "test backtest told rule regel",
    ask: (about) => `test rule mailbox-forwarding-outside ${about.period ?? "last 30 days"}`,
  },
  { stems: "customers kunden mandanten", ask: () => "status" },
  { stems: "csv excel download exportier", ask: () => "export that as csv" },
  {
    stems: "next weiter mehr further",
    ask: ({ number }) => (number === undefined ? "more" : `explain alert ${number}`),
  },
]
const STEMS = TOPICS.map(({ stems, ask }) => ({ stems: stems.split(" "), ask }))
/** A stem of so few letters is a whole word. */
const SHORT = 4

/** Undefined where no word says what it may be about. */
export function nearestAsk(line: string, about: About): string | undefined {
  const said = wordsOf(line)
  const words = withoutSlips(said) ?? said
  const fits = (stem: string): boolean =>
    words.some((word) => (stem.length < SHORT ? word === stem : word.startsWith(stem)))
  const counted = STEMS.map(({ stems, ask }) => ({ ask, count: stems.filter(fits).length }))
  const best = counted.toSorted((a, b) => b.count - a.count)[0]
  if (best !== undefined && best.count > 0) return best.ask(about)
  return about.ip === undefined ? undefined : `same ip ${about.ip} anywhere`
}

/** A word that says what a line is about is nobody's name. */
export const isAboutTopic = (word: string): boolean =>
  wordsOf(word).some((one) =>
    STEMS.some(({ stems }) =>
      stems.some((stem) => (stem.length < SHORT ? one === stem : one.startsWith(stem))),
    ),
  )

const wordsOf = (line: string): readonly string[] =>
  line
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== "")
