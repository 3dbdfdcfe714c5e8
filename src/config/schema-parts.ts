/** The small parts of the configuration file's grammar: ids, names, addresses, numbers, lists. */
import { z } from "zod"
import { GUID } from "../lib/guid.ts"
import { network } from "../lib/ip-text.ts"

const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i
const SHORT_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/

export const matching = (what: string, pattern: RegExp) =>
  z.string({ error: what }).regex(pattern, { error: what })

export const guid = matching("a GUID like 8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f", GUID).toLowerCase()
export const line = (what: string) =>
  z.string({ error: what }).trim().min(1, { error: what }).max(200, { error: what })
export const shortName = matching("a short name of a-z, 0-9 and -, like contoso", SHORT_NAME)
export const domain = matching("a domain like contoso.com", DOMAIN).toLowerCase()
export const country = matching("a country's two letters like AT", /^[A-Za-z]{2}$/).toUpperCase()
const range = "a network like 198.51.100.0/24"
export const networkRange = z
  .string({ error: range })
  .trim()
  .refine((text) => network(text) !== undefined, { error: range })
export const yesNo = z.boolean({ error: "true or false" })

export const url = z
  .string({ error: "an address like https://host.example" })
  .refine((text) => isWebAddress(text), { error: "an address like https://host.example" })
  .transform((text) => text.replace(/\/+$/, ""))

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const parsed = new URL(text)
  return parsed.username === "" && parsed.password === "" && parsed.hash === ""
}

export const whole = (from: number, to: number) => {
  const what = `a whole number from ${from} to ${to}`
  return z.int({ error: what }).min(from, { error: what }).max(to, { error: what })
}

/** Objects refuse keys they don't know: a misspelled key is a mistake, not a comment. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? undefined : `a section with ${Object.keys(shape).join(", ")}`,
  })

export const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "a list, one - a line" })

export const Channel = section({
  conversationId: matching(
    "a channel's conversation id like 19:…@thread.tacv2",
    /^19:[^\s;]{1,200}@thread\.(?:tacv2|skype)$/,
  ),
  serviceUrl: url,
  teamsTenantId: guid.optional(),
  teamId: guid.optional(),
})
