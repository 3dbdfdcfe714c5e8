/** What a mute covers, as a person would say it: "forwarding of kim@contoso.com to out@fabrikam.com". Pure. */

import { kindWords } from "../alert/kind-words.ts"
import { countryName } from "../lib/country-name.ts"
import { plainText } from "../lib/plain-text.ts"
import type { MuteCriteria } from "../model/mute.ts"

/** For the middle of a sentence. */
export function coversText({ rule, kind, target, actor, destination, ip, country }: MuteCriteria): string {
  // What was found says of what kind it is.
  const what = rule === undefined ? kindWords(kind ?? "everything") : `“${spoken(rule)}”`
  const parts: readonly (readonly [before: string, value: string | undefined])[] = [
    [rule === undefined ? "of" : "about", target],
    ["done by", actor],
    ["to", destination],
    ["from", ip],
    ["from", country === undefined ? undefined : (countryName(country) ?? country)],
  ]
  return [
    what,
    ...parts.flatMap(([before, value]) =>
      value === undefined ? [] : [`${before} ${plainText(value, 120)}`],
    ),
  ].join(" ")
}

const spoken = (name: string): string => plainText(name, 120).replaceAll("-", " ")
