/** English name of an ISO 3166 alpha-2 country code; undefined when there is none. */
export function countryName(code: string | undefined): string | undefined {
  if (code === undefined || !/^[A-Z]{2}$/i.test(code)) return undefined
  const name = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" }).of(code.toUpperCase())
  return name === undefined || name === "Unknown Region" ? undefined : name
}
