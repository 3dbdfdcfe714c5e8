/** What the form of a mute calls that which can be chosen in it. */
import type { MuteField } from "../model/mute.ts"

export const MUTE_FIELD_WORDS: Readonly<Record<MuteField, string>> = {
  rule: "What was found",
  kind: "Kind of change",
  actor: "Who did it",
  target: "What it is about",
  destination: "Where it goes to",
  ip: "From the address",
  country: "From the country",
}
