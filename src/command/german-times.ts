/** Times as people say them in German, in the English words that `period.ts` reads: "seit freitag 17 uhr" is "since friday 17:00". Lower case. */

const words = (text: string): readonly (readonly [string, string])[] =>
  text.split(" ").map((pair): readonly [string, string] => {
    const [german = "", english = ""] = pair.split("=")
    return [german, english]
  })

const WEEKDAYS = new Map(
  words(
    "montag=monday dienstag=tuesday mittwoch=wednesday donnerstag=thursday freitag=friday samstag=saturday sonnabend=saturday sonntag=sunday",
  ),
)

/** One word for one. `am` is also the English half of a day: see `inEnglish`. */
const SAME = new Map([
  ...WEEKDAYS,
  ...words("januar=january jänner=january februar=february feber=february märz=march mai=may juni=june"),
  ...words("juli=july oktober=october dezember=december"),
  ...words(
    "heute=today gestern=yesterday jetzt=now seit=since von=from vom=from bis=to zwischen=between und=and",
  ),
  ...words(
    "im=in um=at gegen=around ab=from mittag=noon mitternacht=midnight abend=evening nachmittag=afternoon vormittag=morning morgen=morning früh=morning",
  ),
  ...words("nacht=night woche=week wochen=weeks monat=month monate=months monaten=months jahr=year"),
  ...words("wochenende=weekend tag=day tage=days tagen=days stunde=hour stunden=hours minute=minute"),
  ...words(
    "minuten=minutes ein=1 eine=1 einem=1 einer=1 zwei=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8",
  ),
  ...words("neun=9 zehn=10 elf=11 zwölf=12 der= den= dem= die= das="),
])

const DAY = [...WEEKDAYS.keys(), "heute", "gestern"].join("|")
const PART = "abend|nachmittag|vormittag|morgen|früh|nacht"

/** What isn't said word by word, in this order. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bvorgestern\b/g, "2 days ago"],
  [/\b(?:heute|letzte|vergangene) nacht\b/g, "last night"],
  [new RegExp(`(^|\\s)heute (${PART})(?=\\s|$)`, "g"), "$1this $2"],
  // "Freitagabend" is one word, too.
  [new RegExp(`(^|\\s)(${DAY})(${PART})s?(?=\\s|$)`, "g"), "$1$2 $3"],
  [/(^|\s)(?:letzte|vorige|vergangene)[nrsm]?(?=\s|$)/g, "$1last"],
  [/(^|\s)diese[nrsm]?(?=\s|$)/g, "$1this"],
  [/(^|\s)vor (\S+ (?:minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?))(?=\s|$)/g, "$1$2 ago"],
  [/\b(\d{1,2})[:.](\d\d) uhr\b/g, "$1:$2"],
  [/\b(\d{1,2}) uhr (\d\d)\b/g, "$1:$2"],
  [/\b(\d{1,2}) uhr\b/g, "$1:00"],
  [/(^|\s)bis (?:jetzt|heute)$/g, "$1until now"],
  [/(^|seit |vom? |bis )am /g, "$1"],
  [/\b(\d{1,2})\. (?=\p{L})/gu, "$1 "],
]

/** The same where nothing of it is German. */
export function inEnglish(line: string): string {
  const spoken = PHRASES.reduce((text, [said, means]) => text.replace(said, means), line)
  return spoken
    .split(" ")
    .map((word) => SAME.get(word) ?? word)
    .filter((word) => word !== "")
    .join(" ")
}
