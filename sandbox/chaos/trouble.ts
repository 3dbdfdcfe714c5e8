/**
 * Trouble of every kind, by chance, while the product lives and dies. None of it refuses for good: what a person would
 * have to lift (a bot that was removed, a mailbox that is gone) would leave something open at the end.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { Random } from "../everyday-scene.ts"
import type { Fault, FaultKind } from "../faults.ts"
import {
  brokenPaging,
  internalError,
  missingContent,
  refusedToken,
  throttling,
} from "../services/activity-faults.ts"
import { MONITOR_APP_ID } from "../world/create-world.ts"
import type { PracticeTenant } from "../world/types.ts"
import { between, oneOf } from "./seeded.ts"

const plain = (service: string, kind: FaultKind, more: Partial<Fault> = {}): Fault => ({
  service,
  kind,
  times: 1,
  ...more,
})

const BLOB = "/audit/"
const LISTING = "/subscriptions/content"
const EDIT = "PUT /botframework"
/** Posts and edits. */
const POST = "/v3/conversations"
/** Where fixes write. */
export const WRITE_CMDLETS = ["Set-Mailbox", "Disable-InboxRule", "Remove-MailboxPermission"] as const

/** Each makes one fault. Ordered by service. */
const FAULTS: readonly ((random: Random) => Fault)[] = [
  () => throttling({ status: 403, match: BLOB }),
  () => throttling({ status: 429, match: LISTING, retryAfterSeconds: 1 }),
  () => throttling({ status: 429, match: BLOB, retryAfterSeconds: 1 }),
  () => internalError({ match: LISTING }),
  () => internalError({ match: BLOB }),
  () => missingContent(),
  () => refusedToken(),
  () => brokenPaging(),
  () => plain("manage", "html", { match: LISTING }),
  () => plain("manage", "html", { match: BLOB }),
  () => plain("manage", "reset"),
  () => plain("manage", "cut", { match: BLOB }),
  () => plain("manage", "cut", { match: LISTING }),
  () => plain("manage", "half", { match: BLOB }),
  (random) => plain("manage", "slow", { match: BLOB, delayMs: between(random, 100, 1_500) }),
  () => plain("login", "status", { status: 503 }),
  () => plain("login", "reset"),
  () => plain("botframework", "status", { match: POST, status: 429, headers: { "retry-after": "1" } }),
  () => plain("botframework", "status", { match: POST, status: 412 }),
  () => plain("botframework", "html", { match: POST }),
  () => plain("botframework", "apply-then-504", { match: EDIT }),
  () => plain("botframework", "apply-then-504", { match: POST }),
  () => plain("botframework", "cut", { match: POST }),
  () => plain("graph", "status", { status: 429, match: "/messages/delta", headers: { "retry-after": "1" } }),
  () => plain("exchange", "status", { status: 503 }),
  () => plain("exchange", "status", { status: 429, headers: { "retry-after": "1" } }),
  (random) => plain("exchange", "apply-then-504", { match: oneOf(random, WRITE_CMDLETS) }),
  () => plain("graph", "status", { status: 503 }),
  () => plain("veeam", "status", { status: 500 }),
]

export type Trouble = {
  /** Tenants whose consent was withdrawn for a while. */
  readonly blinded: ReadonlySet<string>
  /** Some faults and switches for one life of the product. */
  forLife(): void
  /** Everything works again. */
  end(): void
  /** Faults that really spoiled a request, by kind. */
  used(): Readonly<Record<string, number>>
}

const SHORT_TOKEN_SECONDS = 2
const USUAL_TOKEN_SECONDS = 3599

export function createTrouble(cloud: PracticeCloud, random: Random): Trouble {
  const made: Fault[] = []
  const { settings, world } = cloud
  const consents = world.tenants.map((tenant) => tenant.consents[MONITOR_APP_ID] ?? [])
  const consentAgain = (): void => {
    for (const [index, tenant] of world.tenants.entries())
      tenant.consents[MONITOR_APP_ID] = consents[index] ?? []
  }
  const blinded = new Set<string>()
  const withdrawConsent = (tenant: PracticeTenant): void => {
    blinded.add(tenant.id)
    delete tenant.consents[MONITOR_APP_ID]
  }
  Object.assign(settings, { pageSize: 7, untidyListing: true })
  return {
    blinded,
    forLife: () => {
      consentAgain()
      const faults = Array.from({ length: between(random, 0, 4) }, () => oneOf(random, FAULTS)(random))
      made.push(...faults)
      cloud.faults.push(...faults)
      settings.tokenSeconds = random() < 0.2 ? SHORT_TOKEN_SECONDS : USUAL_TOKEN_SECONDS
      settings.dateSkewMs = random() < 0.2 ? between(random, -20_000, 20_000) : 0
      if (random() < 0.1) withdrawConsent(oneOf(random, world.tenants))
    },
    end: () => {
      consentAgain()
      cloud.faults.length = 0
      Object.assign(settings, { tokenSeconds: USUAL_TOKEN_SECONDS, dateSkewMs: 0 })
    },
    used: () => {
      const kinds: Record<string, number> = {}
      for (const fault of made) {
        if (fault.used !== undefined)
          kinds[`${fault.service} ${fault.kind}`] =
            (kinds[`${fault.service} ${fault.kind}`] ?? 0) + fault.used
      }
      return kinds
    },
  }
}
