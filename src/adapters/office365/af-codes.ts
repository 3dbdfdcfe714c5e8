/**
 * What the Management Activity API's error codes mean for us.
 * Source: Office 365 Management Activity API reference, "Errors"; AF20024 and AF5000x are undocumented but seen.
 */

/**
 * - `done`: what was asked is already so
 * - `consent`: the customer's administrator must consent; a new token first
 * - `tenant`: Microsoft doesn't have this tenant, or has it wrongly
 * - `subscribe`: start the subscription, then ask again
 * - `throttled`, `wait`: nobody must act
 * - `gone`: this content can't be had any more
 * - `bug`: we asked something wrong; never repeated by itself
 */
export type AfClass = "done" | "consent" | "tenant" | "subscribe" | "throttled" | "wait" | "gone" | "bug"

export type AfMeaning = { readonly class: AfClass; readonly sentence: string }

const bug = (what: string): AfMeaning => ({
  class: "bug",
  sentence: `Watchpost asked Microsoft's audit feed something wrong: ${what}. Please report it.`,
})
const busy: AfMeaning = {
  class: "wait",
  sentence: "Microsoft's audit feed has an internal problem; Watchpost tries again.",
}

export const AF_CODES: Readonly<Record<string, AfMeaning>> = {
  AF10001: {
    class: "consent",
    sentence:
      "Our app may not read this tenant's audit feed: an administrator must consent to ActivityFeed.Read again.",
  },
  AF20001: bug("a parameter is missing"),
  AF20002: bug("a parameter has the wrong type"),
  AF20003: bug("an expiration is in the past"),
  AF20010: bug("the tenant in the address is not the tenant of the token"),
  AF20011: {
    class: "tenant",
    sentence:
      "Microsoft says that this tenant does not exist or was deleted: the operator must check the tenant id.",
  },
  AF20012: {
    class: "tenant",
    sentence:
      "Microsoft says that this tenant is set up wrongly in its system: the operator must open a ticket with Microsoft.",
  },
  AF20013: bug("the tenant id is not a GUID"),
  AF20020: bug("the content type is not valid"),
  AF20021: bug("a webhook was given"),
  AF20022: {
    class: "subscribe",
    sentence: "There is no subscription for this content type (yet); Watchpost starts it.",
  },
  AF20023: {
    class: "subscribe",
    sentence:
      "The subscription for this content type was disabled by an administrator; Watchpost starts it again.",
  },
  AF20024: { class: "done", sentence: "The subscription is already enabled." },
  AF20030: bug("the time window is longer than 24 hours or older than 7 days"),
  AF20031: { class: "wait", sentence: "A page of the audit feed's listing expired; Watchpost lists again." },
  AF20050: {
    class: "gone",
    sentence:
      "Microsoft listed audit content that does not exist any more: its records are missing; a technician must search that time in Microsoft Purview.",
  },
  AF20051: {
    class: "gone",
    sentence:
      "Audit content expired at Microsoft before it could be fetched: its records are missing; a technician must search that time in Microsoft Purview.",
  },
  AF20052: bug("the id of a content blob is invalid"),
  AF20053: bug("the language is missing"),
  AF20054: bug("more than one language was given"),
  AF20055: bug(
    "the time window does not start before its end, or is longer than 24 hours or older than 7 days",
  ),
  AF429: {
    class: "throttled",
    sentence: "Microsoft's audit feed asks to slow down for this tenant; Watchpost waits.",
  },
  AF50000: busy,
  AF50005: busy,
  AF50006: busy,
}
