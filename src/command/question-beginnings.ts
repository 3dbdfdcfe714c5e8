/** How questions begin: the words of each kind, and those that say the same. Longer beginnings come before shorter ones. */

const SAME = {
  "who restored": [
    "who has restored",
    "who did restore",
    "who recovered",
    "who did a restore of",
    "who made a restore of",
    "restores of",
    "show restores of",
    "restore history of",
  ],
  restores: ["show restores", "list restores", "which restores"],
  "who can read": [
    "who has access to",
    "who can access",
    "who can see",
    "who can open",
    "who has rights on",
    "who has permissions on",
  ],
  "who set forwarding": [
    "who set up forwarding",
    "who changed forwarding",
    "who enabled forwarding",
    "who turned on forwarding",
    "who forwarded",
  ],
  "what changed": ["what has changed", "what's changed", "whats changed", "what happened", "changes"],
  "what did": ["what has"],
  "what was done by": [],
  "what was fixed": [
    ...["what was done", "what did you do", "what did you fix", "what have you done", "what have you fixed"],
    ...["what did we do", "what did we fix", "what did watchpost do", "what did watchpost fix"],
    ...["what did our provider do", "what did our msp do", "what did msp do", "what did you guys do"],
    ...["what has been fixed", "what has been done", "what got fixed", "what got done", "who fixed"],
    ...["what was undone", "what was taken back", "what was closed", "fixes", "show fixes"],
    ...["was wurde", "was habt ihr", "was haben wir"],
  ],
  show: ["list"],
  "same ip": ["who else used", "who used"],
  "sign-ins of": [
    "signins of",
    "sign ins of",
    "sign-ins by",
    "sign-ins for",
    "sign ins for",
    "logins of",
    "logins by",
    "logons of",
    "logons by",
  ],
  "admin activity": ["what did admins do", "what did global admins do"],
  posture: [
    "security posture",
    "show posture",
    "how is the posture",
    "audit status",
    "show audit status",
    "sicherheitslage",
  ],
  board: [
    "show board",
    "open incidents",
    "show open incidents",
    "list open incidents",
    "open alerts",
    "what is open",
    "what's open",
    "whats open",
  ],
  noise: [
    "noisy rules",
    "noisiest rules",
    "which rules are noisy",
    "which rules are the noisiest",
    "which rule is noisy",
    "which rule is the noisiest",
    "what is noisy",
    "what's noisy",
    "what was false",
    "what was noise",
    "false alarms",
    "false positives",
    "fehlalarme",
    "was war fehlalarm",
    "was waren fehlalarme",
    "welche regeln sind laut",
    "welche regeln nerven",
    "welche regel nervt",
  ],
  "test rule": ["test rules", "try rule", "dry run rule", "backtest rule", "backtest", "teste regel"],
  explain: [
    ...["incident", "show incident", "show alert", "alert"],
    ...["history", "history of", "show history of", "timeline", "timeline of"],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Beginning = keyof typeof SAME

const isBeginning = (name: string): name is Beginning => name in SAME

const BEGINNINGS = Object.keys(SAME)
  .filter(isBeginning)
  .flatMap((kind) => [kind, ...SAME[kind]].map((said) => ({ kind, words: said.split(" ") })))
  .toSorted((a, b) => b.words.length - a.words.length)

/** Every word that a question may begin with. */
export const BEGINNING_WORDS: readonly string[] = BEGINNINGS.flatMap(({ words }) => words)

/** Said within a beginning, they change nothing. */
const FILLERS = new Set(["the", "me", "all", "please"])

export type Begun = { readonly kind: Beginning; readonly rest: readonly string[] }

/** How the words begin, and what follows; undefined when they begin no question. */
export function beginningOf(words: readonly string[]): Begun | undefined {
  for (const { kind, words: wanted } of BEGINNINGS) {
    const end = endOf(wanted, words)
    if (end !== undefined) return { kind, rest: words.slice(end) }
  }
  return undefined
}

/** The place after the last of the wanted words. */
function endOf(wanted: readonly string[], words: readonly string[]): number | undefined {
  let at = 0
  for (const word of wanted) {
    while (FILLERS.has(fold(words[at])) && fold(words[at]) !== word) at += 1
    if (fold(words[at]) !== word) return undefined
    at += 1
  }
  return at
}

const fold = (word = ""): string => word.toLowerCase().replaceAll("’", "'").replace(/:$/, "")
