/**
 * German questions that are as plain as English ones, in the words of the grammar: "was hat lena gestern gemacht" is "what did
 * lena do yesterday". Each fits whole or isn't one; what is left of it is a name, a time and a customer, and no more. Only
 * reading questions: what changes something is never said in German here. Pure.
 */
import { mayBeName } from "./no-names.ts"
import { quoted } from "./question-words.ts"
import { timeIn } from "./said-words.ts"

type Slots = { readonly name?: string; readonly period?: string; readonly customer?: string }
type Slot = keyof Slots

type Template = {
  /** The first group is what is left for the slots. Umlauts may be written as two letters. */
  readonly said: RegExp
  /** The slots that it may fill. */
  readonly takes: readonly Slot[]
  /** At least one of them is said. */
  readonly needs?: readonly Slot[]
  readonly ask: (slots: Slots) => string
}

const at = ({ customer }: Slots): string => (customer === undefined ? "" : ` at ${customer}`)
const when = ({ period }: Slots, otherwise = ""): string => (period ?? otherwise) && ` ${period ?? otherwise}`
const name = ({ name: said = "" }: Slots): string => quoted(said)

const SHOW = "(?:zeige? (?:mir )?)?(?:die |alle )?"

const TEMPLATES: readonly Template[] = [
  {
    said: /^wer hat (.+) (?:wiederhergestellt|zur(?:ü|ue)ckgespielt)$/iu,
    takes: ["name", "period", "customer"],
    ask: (slots) =>
      `who restored ${slots.name === undefined ? "anything" : name(slots)}${at(slots)}${when(slots, "this week")}`,
  },
  {
    said: /^wer (?:kann|darf) (.+) (?:lesen|(?:ö|oe)ffnen|einsehen)$/iu,
    takes: ["name", "customer"],
    needs: ["name"],
    ask: (slots) => `who can read ${name(slots)}${at(slots)}`,
  },
  {
    said: /^wer hat (?:zugriff|rechte) auf (.+)$/iu,
    takes: ["name", "customer"],
    needs: ["name"],
    ask: (slots) => `who can read ${name(slots)}${at(slots)}`,
  },
  {
    said: /^wer hat (?:f(?:ü|ue)r|auf) (.+) (?:die|eine) weiterleitung (?:gesetzt|eingerichtet)$/iu,
    takes: ["name", "period", "customer"],
    needs: ["name"],
    ask: (slots) => `who set forwarding on ${name(slots)}${at(slots)}${when(slots)}`,
  },
  {
    said: /^was hat sich (?:(.+) )?(?:ge(?:ä|ae)ndert|getan)$/iu,
    takes: ["period", "customer"],
    ask: (slots) => `what changed${at(slots)}${when(slots)}`,
  },
  {
    said: /^was hat (.+) (?:gemacht|getan)$/iu,
    takes: ["name", "period", "customer"],
    needs: ["name"],
    ask: (slots) => `what did ${name(slots)} do${at(slots)}${when(slots)}`,
  },
  {
    said: new RegExp(`^${SHOW}(?:anmeldungen|logins) (?:von|f(?:ü|ue)r) (.+?)(?: aus dem ausland)$`, "iu"),
    takes: ["name", "period", "customer"],
    needs: ["name"],
    ask: (slots) => `sign-ins of ${name(slots)} from outside${at(slots)}${when(slots)}`,
  },
  {
    said: new RegExp(`^${SHOW}(?:anmeldungen|logins) (?:von|f(?:ü|ue)r) (.+)$`, "iu"),
    takes: ["name", "period", "customer"],
    needs: ["name"],
    ask: (slots) => `sign-ins of ${name(slots)}${at(slots)}${when(slots)}`,
  },
  {
    said: new RegExp(`^${SHOW}(?:postfach|posteingangs)?regeln (?:(?:von|f(?:ü|ue)r) )?(.+)$`, "iu"),
    takes: ["name", "customer"],
    needs: ["name", "customer"],
    ask: (slots) => `show inbox rules${slots.name === undefined ? "" : ` of ${name(slots)}`}${at(slots)}`,
  },
  {
    said: new RegExp(`^${SHOW}weiterleitungen (.+)$`, "iu"),
    takes: ["customer"],
    needs: ["customer"],
    ask: (slots) => `show forwards${at(slots)}`,
  },
  {
    said: /^(?:was ist (?:noch )?offen|offene (?:vorf(?:ä|ae)lle|alarme))(?: (.+))?$/iu,
    takes: ["customer"],
    ask: (slots) => `board${at(slots)}`,
  },
]

const EXPLAIN = /^(?:erkl(?:ä|ae)re? |zeige? (?:mir )?)?(?:den )?(?:vorfall|alarm) #?(\d{1,9})$/iu

/** Undefined where it is none of them, or holds anything besides. Words as `splitWords` gives them. */
export function inGrammar(words: readonly string[]): string | undefined {
  const line = words.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ")
  const [, number] = EXPLAIN.exec(line) ?? []
  if (number !== undefined) return `explain alert ${number}`
  for (const { said, takes, needs = [], ask } of TEMPLATES) {
    const found = said.exec(line)
    if (found === null) continue
    const slots = slotsIn(found[1] ?? "")
    const isWhole =
      slots !== undefined && Object.keys(slots).every((slot) => takes.some((one) => one === slot))
    const isEnough =
      slots !== undefined && (needs.length === 0 || needs.some((slot) => slots[slot] !== undefined))
    if (isWhole && isEnough) return ask(slots)
  }
  return undefined
}

/** Said beside a name, they name nobody. */
const SOMETHING = /^(?:etwas|was|irgendwas|daten|mails)$/i
const MAILBOX = /^(?:das )?(?:postfach|konto)(?: von)? /i

/** A time wherever it stands, a customer behind "bei", and a name of what is left. Undefined where that is no name. */
function slotsIn(text: string): Slots | undefined {
  const words = (text.match(/"[^"]*"|\S+/g) ?? []).filter((word) => !SOMETHING.test(word))
  const time = timeIn(words.map((word) => word.toLowerCase()))
  const rest = time === undefined ? words : words.toSpliced(time.from, time.to - time.from)
  const place = rest.findIndex((word) => /^bei$/i.test(word))
  const customer = place === -1 ? undefined : rest.slice(place + 1).join(" ")
  const named = (place === -1 ? rest : rest.slice(0, place)).join(" ").replace(MAILBOX, "")
  const isQuoted = /^"[^"]+"$/.test(named)
  if (customer === "" || (named !== "" && !isQuoted && !mayBeName(named.split(" ")))) return undefined
  return {
    ...(named === "" ? {} : { name: isQuoted ? named.slice(1, -1) : named }),
    ...(time === undefined ? {} : { period: time.period }),
    ...(customer === undefined ? {} : { customer }),
  }
}
