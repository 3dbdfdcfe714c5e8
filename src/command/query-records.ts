/** Questions that stored audit records answer: what changed, what somebody did, sign-ins, administrators, one address. */

import type { CustomerConfig } from "../config/config.ts"
import { network } from "../lib/ip-text.ts"
import { sharedZone } from "../lib/time-zone.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerRecords, MOST_READ } from "./answer-records.ts"
import { answerAsked, withPerson, withWhere } from "./asked-records.ts"
import type { Question } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { idNames } from "./known-ids.ts"
import { readPeriod } from "./period.ts"
import { expectedOf, healthIn, type QuestionDeps, rowWords } from "./question-deps.ts"

type Of<Kind extends Question["kind"]> = Extract<Question, { kind: Kind }>

export const queryChanges = (question: Of<"changes">, scope: Scope, deps: QuestionDeps): Promise<Answer> =>
  withWhere(question, scope, deps, (customer, period) => {
    const query = { kinds: ["changes"], exceptMicrosoft: true } as const
    const notes = ["What Microsoft's own services did is left out."]
    return answerAsked(
      { title: `What changed, ${question.period}`, noun: "change", customer, period, query, notes },
      scope,
      deps,
    )
  })

export const queryActivity = (question: Of<"activity">, scope: Scope, deps: QuestionDeps): Promise<Answer> =>
  withWhere({ period: question.period, name: question.person }, scope, deps, (customer, period) =>
    withPerson(question.person, customer, period, deps, (name, notes) =>
      answerAsked(
        {
          title: `What ${name} did, ${question.period}`,
          noun: "record",
          customer,
          period,
          query: { actors: [name.toLowerCase()] },
          notes,
        },
        scope,
        deps,
      ),
    ),
  )

export const querySignIns = (question: Of<"sign-ins">, scope: Scope, deps: QuestionDeps): Promise<Answer> =>
  withWhere({ period: question.period, name: question.person }, scope, deps, (customer, period) =>
    withPerson(question.person, customer, period, deps, (name, notes) =>
      answerAsked(
        {
          title: `Sign-ins of ${name}${question.outside ? " from outside" : ""}, ${question.period}`,
          noun: "sign-in",
          customer,
          period,
          query: {
            actors: [name.toLowerCase()],
            operations: question.outside ? ["userloggedin"] : ["userloggedin", "userloginfailed"],
            kinds: ["signIns"],
          },
          ...(question.outside ? { keep: outsideOf(customer, deps.country) } : {}),
          notes: [...notes, ...(question.outside ? [outsideNote(customer)] : [])],
        },
        scope,
        deps,
      ),
    ),
  )

/** Neither in one of the customer's networks nor in one of its countries; an address of unknown country is outside. */
function outsideOf(
  { networks = [], countries = [] }: CustomerConfig,
  country: QuestionDeps["country"],
): (record: AuditRecord) => boolean {
  const own = networks.flatMap((cidr) => network(cidr) ?? [])
  return ({ ip }) => {
    if (ip === undefined || own.some((inside) => inside(ip))) return false
    const where = country(ip)
    return where === undefined || !countries.includes(where)
  }
}

function outsideNote({ networks = [], countries = [] }: CustomerConfig): string {
  const parts = [
    ...(networks.length > 0 ? ["the customer's networks"] : []),
    ...(countries.length > 0 ? [countries.join(", ")] : []),
  ]
  return parts.length === 0
    ? "The configuration names no networks or countries of this customer, so every sign-in counts as from outside."
    : `Outside means: not from ${parts.join(" or ")}. Sign-ins without an address can't be placed.`
}

export const queryAdminActivity = (
  question: Of<"admin-activity">,
  scope: Scope,
  deps: QuestionDeps,
): Promise<Answer> =>
  withWhere(question, scope, deps, async (customer, period) => {
    const admins = await deps.globalAdmins(customer)
    if (typeof admins === "string")
      return sentenceAnswer(
        "Who the global admins are can't be read",
        `${admins} Nothing is known of them now.`,
      )
    if (admins.names.length === 0)
      return sentenceAnswer("No global admin", `No person at ${customer.displayName} holds the role now.`)
    const others =
      admins.others > 0
        ? ` Groups and apps that hold the role, too, aren't followed: ${admins.others} of them.`
        : ""
    return answerAsked(
      {
        title: `Admin activity, ${question.period}`,
        noun: "change",
        customer,
        period,
        query: { actors: admins.names, kinds: ["changes"] },
        notes: [
          `Global admins now: ${admins.names.slice(0, 6).join(", ")}${admins.names.length > 6 ? " and more" : ""}.${others}`,
        ],
      },
      scope,
      deps,
    )
  })

/** One address at all customers in scope: what it shows belongs to several, so that only technicians may ask. */
export async function querySameAddress(
  question: Of<"same-ip">,
  scope: Scope,
  deps: QuestionDeps,
): Promise<Answer> {
  if (scope.face !== "technician")
    return sentenceAnswer(
      "Not in a customer's channel",
      "What one address did is compared over all customers, and everybody here would read it. Technicians ask in the triage channel or in their own chat with me.",
    )
  const now = deps.now()
  const zone = sharedZone(scope.customers.map(({ timeZone }) => timeZone))
  const period = readPeriod(question.period, zone, now)
  if (typeof period === "string") return sentenceAnswer("Which time?", period)
  const tenants = scope.customers.map(({ id }) => id)
  const records = await deps.store.records.fromAddress(tenants, question.ip, {
    ...period,
    limit: deps.rows + 1,
  })
  const nameOf = (record: AuditRecord): string =>
    scope.customers.find(({ id }) => id === record.tenantId)?.displayName ?? ""
  const names = [...new Set(records.map(nameOf))]
  const shown = records.slice(0, deps.rows)
  return answerRecords({
    title: `${question.ip}, ${question.period}`,
    noun: "record",
    place: scope.sentence,
    period,
    records: shown,
    total: records.length,
    isAtLeast: records.length > deps.rows,
    words: {
      ...{ zone, face: scope.face, ...rowWords(deps), customerOf: nameOf },
      named: await idNames(shown, deps.store, now),
    },
    notes: [
      ...(names.length === 0
        ? []
        : [`Seen at ${names.slice(0, 8).join(", ")}${names.length > 8 ? " and more" : ""}.`]),
      ...(records.length > MOST_READ ? [`Only the newest ${MOST_READ} were read; there may be more.`] : []),
      "Sign-ins and changes are looked through; work with mail and files isn't.",
    ],
    coverage: feedCoverage(scope.customers, expectedOf(scope.customers), {
      health: await healthIn(scope, deps),
      now,
      askedOf: () => period,
    }),
  })
}
