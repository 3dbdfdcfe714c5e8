/**
 * Accounts that the configuration protects by name: those for emergencies, and VIPs. A name that the customer's directory
 * doesn't know protects nothing, and an account for emergencies that is disabled lets nobody in; nothing else would ever tell.
 */

const ACCOUNT_LISTS = ["breakGlass", "vips"] as const
export type AccountList = (typeof ACCOUNT_LISTS)[number]

/** A sign-in name or object id, lower case, with the lists of the configuration that hold it. */
export type ProtectedAccount = { readonly account: string; readonly lists: readonly AccountList[] }

type Lists = Readonly<Partial<Record<AccountList, readonly string[]>>>

/** Each once, those for emergencies first. */
export function protectedAccounts(customer: Lists): readonly ProtectedAccount[] {
  const listed = (list: AccountList): readonly string[] => customer[list] ?? []
  return [...new Set(ACCOUNT_LISTS.flatMap(listed))].map((account) => ({
    account,
    lists: ACCOUNT_LISTS.filter((list) => listed(list).includes(account)),
  }))
}

/** What the directory said of an account. `unasked`: it couldn't be asked, so that nobody knows. */
export type CheckedAccount = {
  readonly account: string
  readonly answer: "there" | "disabled" | "not-there" | "unasked"
  /** Of `disabled` and `not-there`, since when that is its answer; milliseconds UTC. */
  readonly since?: number
  /** Of `unasked`, why, in one sentence. */
  readonly problem?: string
  /** When it was asked last, milliseconds UTC. */
  readonly at: number
}

export type WrongAccount = ProtectedAccount & { readonly since: number }

/** Accounts of a customer by what is known of them now. What was taken out of the configuration is left out. */
export type AccountStanding = {
  readonly missing: readonly WrongAccount[]
  /** Of those for emergencies: a VIP who is away may be. */
  readonly disabled: readonly WrongAccount[]
  /** Of which nobody knows whether they are there, with the reasons that are known. */
  readonly unasked: readonly ProtectedAccount[]
  readonly problems: readonly string[]
}

export function accountStanding(customer: Lists, checked: readonly CheckedAccount[]): AccountStanding {
  const answers = new Map(checked.map((one) => [one.account, one]))
  const accounts = protectedAccounts(customer).map((one) => ({ one, known: answers.get(one.account) }))
  const unasked = accounts.filter(({ known }) => known === undefined || known.answer === "unasked")
  const answering = (answer: CheckedAccount["answer"]): readonly WrongAccount[] =>
    accounts.flatMap(({ one, known }) =>
      known?.answer === answer ? [{ ...one, since: known.since ?? known.at }] : [],
    )
  return {
    missing: answering("not-there"),
    disabled: answering("disabled").filter(({ lists }) => lists.includes("breakGlass")),
    unasked: unasked.map(({ one }) => one),
    problems: [...new Set(unasked.flatMap(({ known }) => known?.problem ?? []))],
  }
}

/** For whoever reads `status`, `coverage` or the card; empty when every account is there and of use. */
export function standingSentences(standing: AccountStanding, displayName: string): readonly string[] {
  const { unasked, problems } = standing
  return [
    ...wrongSentences(standing, displayName),
    ...(unasked.length === 0
      ? []
      : [
          `Whether ${displayName}'s directory knows ${accountNames(unasked)} isn't known${problems.length === 0 ? " so far: it was not asked yet." : `: ${problems.join(" ")}`}`,
        ]),
  ]
}

/** What is surely wrong; empty when nothing is. */
export const wrongSentences = (
  { missing, disabled }: Pick<AccountStanding, "missing" | "disabled">,
  displayName: string,
): readonly string[] => [
  ...(missing.length === 0
    ? []
    : [
        `${displayName}'s directory knows no account ${accountNames(missing)}: ${missing.length === 1 ? "that entry protects" : "those entries protect"} nobody.`,
      ]),
  ...(disabled.length === 0
    ? []
    : [
        `${accountNames(disabled)} ${disabled.length === 1 ? "is" : "are"} disabled in ${displayName}'s directory: in an emergency nobody can sign in with ${disabled.length === 1 ? "it" : "them"}.`,
      ]),
]

const MOST_NAMES = 10

/** `rescue@contoso.com (breakGlass), anna@contoso.com (vips)` */
export function accountNames(accounts: readonly ProtectedAccount[]): string {
  const names = accounts.slice(0, MOST_NAMES).map(({ account, lists }) => `${account} (${lists.join(", ")})`)
  const more = accounts.length - names.length
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}
