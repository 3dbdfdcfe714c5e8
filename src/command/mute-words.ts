/** What a mute covers, as a person would say it: "forwarding of kim@contoso.com to out@fabrikam.com". Pure. */

import { countryName } from "../lib/country-name.ts"
import { plainText } from "../lib/plain-text.ts"
import type { MuteCriteria } from "../model/mute.ts"

/** Where the kind of a subject isn't called as its name says. */
const KINDS: Readonly<Record<string, string>> = {
  application: "apps",
  "inbox-rule": "inbox rules",
  "transport-rule": "mail-flow rules",
  permission: "access",
  restore: "restores",
  "directory-role": "roles",
  "exchange-role": "roles in Exchange",
  user: "accounts",
}

/** For the middle of a sentence. */
export function coversText({ rule, kind, target, actor, destination, ip, country }: MuteCriteria): string {
  // What was found says of what kind it is.
  const what = rule === undefined ? (KINDS[kind ?? ""] ?? spoken(kind ?? "everything")) : `“${spoken(rule)}”`
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
