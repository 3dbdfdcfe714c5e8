/**
 * Offers a known corpus to the practice feed: everyday, odd and broken records, and attacks that really happen in the world.
 * What was offered is what the tenants' blobs hold; the attacks are remembered besides.
 */
import type { PracticeCloud } from "../cloud.ts"
import { everydayRecords } from "../everyday.ts"
import type { EverydayRecord, Random } from "../everyday-scene.ts"
import { actAsUser } from "../exchange/act-as-user.ts"
import { brokenRecord, oddRecord } from "../odd-records.ts"
import { INTRUDER_ADDRESS, OFFICE_ADDRESS } from "../stories/story.ts"
import { addBlob } from "../world/feed.ts"
import { practiceGuid } from "../world/practice-id.ts"
import type { PracticeMailbox, PracticeTenant } from "../world/types.ts"
import type { AttackKind, PlannedAttack, PlannedEveryday } from "./plan.ts"
import { between, oneOf } from "./seeded.ts"

export type Attack = {
  readonly tenantId: string
  readonly recordId: string
  readonly kind: AttackKind
  readonly mailbox: PracticeMailbox
}

export type Offerer = {
  readonly attacks: readonly Attack[]
  everyday(planned: PlannedEveryday): void
  attack(planned: PlannedAttack): void
  /** Publishes what the product's own fixes made the services record. */
  publishOwn(): void
  /** Publishes at once what is still held back to be late. */
  publishLate(): void
}

type Held = {
  readonly tenant: PracticeTenant
  readonly entries: readonly EverydayRecord[]
  readonly at: number
}

/** How long a late record is held back, milliseconds. */
const LATE_MS = 6_000

type Stock = {
  readonly cloud: PracticeCloud
  readonly random: Random
  /** Nothing is offered as older than this: it would be history, about which nobody is told. */
  readonly notBefore: number
  readonly attacks: Attack[]
  readonly held: Held[]
}

/** From now on the world's records wait until this offerer publishes them. */
export function createOfferer(cloud: PracticeCloud, random: Random): Offerer {
  const stock: Stock = { cloud, random, notBefore: cloud.world.now(), attacks: [], held: [] }
  for (const tenant of cloud.world.tenants) tenant.feedPaused = true
  return {
    attacks: stock.attacks,
    everyday: ({ records, isBehind }) => {
      const tenant = oneOf(random, cloud.world.tenants)
      publish(stock, tenant, everyday(stock, tenant, records), isBehind)
    },
    attack: (planned) => attack(stock, planned),
    publishOwn: () => {
      for (const tenant of cloud.world.tenants) publish(stock, tenant, tenant.outgoing.splice(0), false)
      publishHeld(stock, cloud.world.now() - LATE_MS)
    },
    publishLate: () => publishHeld(stock, cloud.world.now()),
  }
}

/** Mostly ordinary, one in ten odd, one in sixty broken; an empty blob when there are none. */
function everyday(stock: Stock, tenant: PracticeTenant, count: number): EverydayRecord[] {
  const { random, cloud } = stock
  const entries: EverydayRecord[] = []
  while (entries.length < count) {
    entries.push(...everydayRecords(tenant, cloud.world.now(), random))
    const scene = { tenant, mailbox: oneOf(random, tenant.mailboxes), at: cloud.world.now(), random }
    if (random() < 0.5) entries.push(oddRecord(scene))
    if (random() < 0.08) entries.push(brokenRecord(scene))
  }
  return entries
}

/** One blob for each content type. Behind means: as if it had been there for a while. */
function publish(
  stock: Stock,
  tenant: PracticeTenant,
  entries: readonly { readonly contentType: string; readonly record: object }[],
  isBehind: boolean,
): void {
  const { cloud, random, notBefore } = stock
  const now = cloud.world.now()
  const createdAt = isBehind ? Math.max(notBefore, now - between(random, 3_000, 120_000)) : now
  for (const [contentType, group] of Map.groupBy(entries, (entry) => entry.contentType)) {
    addBlob(cloud.world, tenant, { contentType, createdAt, records: group.map(({ record }) => record) })
  }
}

function publishHeld(stock: Stock, before: number): void {
  const due = stock.held.filter(({ at }) => at <= before)
  for (const held of due) {
    stock.held.splice(stock.held.indexOf(held), 1)
    publish(stock, held.tenant, held.entries, false)
  }
}

function attack(stock: Stock, { kind, way }: PlannedAttack): void {
  const { cloud, random } = stock
  const tenant = oneOf(random, cloud.world.tenants)
  const mailbox = addVictim(tenant, stock.attacks.length)
  const record = strike(cloud, tenant, mailbox, kind)
  // The record waits in the tenant's outbox; it is published here, in its own way.
  tenant.outgoing = tenant.outgoing.filter((each) => each.record !== record)
  const entry: EverydayRecord = { contentType: "Audit.Exchange", record }
  const recordId = "Id" in record ? String(record.Id) : ""
  stock.attacks.push({ tenantId: tenant.id, recordId, kind, mailbox })

  const around = everyday(stock, tenant, between(random, 0, 8))
  const middle = Math.floor(around.length / 2)
  const blob = [...around.slice(0, middle), entry, ...around.slice(middle)]
  if (way === "late") stock.held.push({ tenant, entries: blob, at: cloud.world.now() })
  else publish(stock, tenant, way === "twice-in-a-blob" ? [...blob, entry] : blob, way === "behind")
  if (way === "in-two-blobs") publish(stock, tenant, [entry], random() < 0.5)
}

/** A mailbox of its own for every attack, so that each is an incident of its own. */
function addVictim(tenant: PracticeTenant, number: number): PracticeMailbox {
  const alias = `victim${String(number).padStart(4, "0")}`
  const [template] = tenant.mailboxes
  if (template === undefined) throw new Error(`${tenant.displayName} has no mailbox.`)
  const mailbox: PracticeMailbox = {
    ...template,
    guid: practiceGuid(`chaos ${tenant.name} ${alias}`),
    alias,
    upn: `${alias}@${tenant.name}.example`,
    displayName: `Victim ${number}`,
    rules: [],
    permissions: [],
    recipientPermissions: [],
    grantSendOnBehalfTo: [],
  }
  tenant.mailboxes.push(mailbox)
  return mailbox
}

/** Changes the world as an intruder (or a careless administrator) would, and returns the record of it. */
function strike(
  { world }: PracticeCloud,
  tenant: PracticeTenant,
  { upn, alias }: PracticeMailbox,
  kind: AttackKind,
): object {
  const intruder = { userUpn: upn, ip: INTRUDER_ADDRESS }
  const administrator = { userUpn: tenant.users[0]?.upn ?? upn, ip: OFFICE_ADDRESS }
  const run = (): { readonly record?: object } => {
    switch (kind) {
      case "forwarding":
        return actAsUser(world, tenant, intruder, "Set-Mailbox", {
          Identity: upn,
          ForwardingSmtpAddress: `smtp:${alias}@mail-archive.example`,
        })
      case "inbox-rule":
        return actAsUser(world, tenant, intruder, "New-InboxRule", {
          Name: ".",
          SubjectOrBodyContainsWords: ["invoice", "payment"],
          DeleteMessage: true,
        })
      case "full-access":
        return actAsUser(world, tenant, administrator, "Add-MailboxPermission", {
          Identity: upn,
          User: tenant.users[1]?.upn ?? upn,
          AccessRights: ["FullAccess"],
        })
    }
  }
  const { record } = run()
  if (record === undefined) throw new Error(`The practice Exchange wrote no record of ${kind}.`)
  return record
}
