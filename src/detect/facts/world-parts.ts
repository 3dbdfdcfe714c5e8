/**
 * Parts of the world so far apart that nobody is in two of them within an hour. Countries that lie between two parts are
 * in none of them: Mexico between the Americas, Turkey between Europe and the Gulf. What is in no part says nothing.
 * Coarse on purpose: an address tells a country, never a city. Source of the codes: ISO 3166-1.
 */
const PARTS: Readonly<Record<string, string>> = {
  "North America": "US CA",
  "South America": "AR BO BR CL CO EC PE PY UY VE",
  Europe:
    "AD AL AT BA BE BG CH CZ DE DK ES FR GB GG GR HR HU IE IM IS IT JE LI LU MC ME MK MT NL NO PL PT RO RS SE SI SK SM VA XK",
  Russia: "RU",
  "the Gulf": "AE BH KW OM QA SA",
  "West Africa": "BF BJ CI GH GM GN GW LR NG SL SN TG",
  "East Africa": "BI KE RW TZ UG",
  "Southern Africa": "BW LS NA SZ ZA",
  "South Asia": "BD IN LK MV",
  "East Asia": "CN HK JP KR MO TW",
  "South-East Asia": "BN ID MY SG",
  Oceania: "AU NZ",
}

const PART_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(PARTS).flatMap(([part, codes]) => codes.split(" ").map((code) => [code, part] as const)),
)

/** The part of the world that a country (ISO 3166-1 alpha-2) surely lies in. */
export const partOfWorld = (country: string): string | undefined => PART_OF.get(country)
