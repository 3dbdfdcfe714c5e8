/**
 * The question to the person whose mailbox or account an incident is about, put in their own chat with the bot: was it you?
 * Part of an incident. It is put once; it ends with the answer, when its time is over, or when it doesn't reach them.
 * Which account it is comes from the customer's directory; never from a card, and never from what somebody typed.
 */
import type { OwnerAnswerName } from "./action.ts"
import type { TenantId } from "./ids.ts"

/** What the owner's buttons are called, and how their answers are told. */
export const OWNER_ANSWER_WORDS: Readonly<Record<OwnerAnswerName, string>> = {
  "it-was-me": "Yes, it was me",
  "it-was-not-me": "No",
  "i-dont-know": "I don't know",
}

/** What technicians are told of it. */
export const OWNER_SAID: Readonly<Record<OwnerAnswerName, string>> = {
  "it-was-me": "the owner says it was them",
  "it-was-not-me": "the owner says it wasn't them",
  "i-dont-know": "the owner doesn't know this",
}

/** Whose mailbox or account an incident is about, as the customer's directory says. */
export type MailboxOwner = {
  /** Entra object id in the customer's tenant, lower case. */
  readonly objectId: string
  readonly name: string
  /** Sign-in name and mail address, lower case. */
  readonly names: readonly string[]
}

export type OwnerQuestion = {
  readonly owner: MailboxOwner
  /** Who asks. */
  readonly by: string
  /** When it was asked, and until when an answer is taken; milliseconds UTC. */
  readonly at: number
  readonly until: number
  /** What they read, as it was when it was asked: an incident may be about more by now. */
  readonly about: AskedAbout
  readonly answer?: { readonly word: OwnerAnswerName; readonly at: number }
  /** Nobody answers it any more. `reason` is one sentence for technicians. */
  readonly ended?: {
    readonly why: "no-answer" | "not-delivered"
    readonly at: number
    readonly reason?: string
  }
}

export type AskedAbout = {
  /** One sentence that a customer may read. */
  readonly sentence: string
  /** Missing where it is about no mailbox. */
  readonly mailbox?: string
  /** Milliseconds UTC. */
  readonly happenedAt: number
  /** By whose clock it is told: an IANA name. */
  readonly timeZone: string
}

/** No answer is waited for longer, milliseconds: a question that ends later was put while the clock was ahead. */
export const LONGEST_QUESTION_MS = 25 * 3_600_000

/** The time for an answer isn't over. `now` in milliseconds UTC. */
export const isInTime = ({ until }: Pick<OwnerQuestion, "until">, now: number): boolean =>
  now < until && until <= now + LONGEST_QUESTION_MS

/** Waited for: nobody answered it, and it hasn't ended. */
export const isOpenToOwner = (question: OwnerQuestion | undefined): question is OwnerQuestion =>
  question !== undefined && question.answer === undefined && question.ended === undefined

/** An answer is taken: whoever answers what may not have arrived proves that it did. */
export const mayBeAnswered = (question: OwnerQuestion | undefined): question is OwnerQuestion =>
  isOpenToOwner(question) || (question !== undefined && mayBeAskedAgain(question))

/** Once, unless it never reached them. */
export const mayBeAskedAgain = (question: OwnerQuestion | undefined): boolean =>
  question === undefined || (question.answer === undefined && question.ended?.why === "not-delivered")

/** Where the bot can write to one person: Teams named it when the app was installed for them, or when they wrote. */
export type PersonalChat = {
  readonly teamsTenantId: TenantId
  /** Entra object id in that tenant, lower case. */
  readonly objectId: string
  /** `a:…` */
  readonly conversationId: string
  readonly serviceUrl: string
  /** By which clock they live: an IANA name. Missing where Teams never said. */
  readonly timeZone?: string
}
