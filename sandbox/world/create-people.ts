/** Who looks at the practice Teams page, and the channels and chats they see. */
import { practiceChannelId, practiceGuid, practiceHex } from "./practice-id.ts"
import type { PracticeChannel, PracticePerson, PracticeTenant } from "./types.ts"

const technician = (mspTenantId: string, alias: string, name: string): PracticePerson => ({
  objectId: practiceGuid(`technician ${alias}`),
  tenantId: mspTenantId,
  teamsId: `29:1${practiceHex(`teams ${alias}`, 40)}`,
  name,
  upn: `${alias}@northwind.example`,
  kind: "technician",
})

/** Two technicians of the MSP, the first customer's administrator as its contact, and the one whose mailbox story 4 is about. */
export function createPeople(mspTenantId: string, tenants: readonly PracticeTenant[]): PracticePerson[] {
  const [first] = tenants
  const technicians = [
    technician(mspTenantId, "kim.vega", "Kim Vega"),
    technician(mspTenantId, "sam.okafor", "Sam Okafor"),
  ]
  if (first === undefined) return technicians
  const contact = first.users.slice(0, 1)
  const asked = first.users.filter(({ upn }) => upn.startsWith(`${WHO_CAN_BE_ASKED}@`))
  return [
    ...technicians,
    ...contact.map((user) => customersPerson(first, user, "contact")),
    ...asked.map((user) => customersPerson(first, user, "user")),
  ]
}

const WHO_CAN_BE_ASKED = "isaiah.langer"

const customersPerson = (
  tenant: PracticeTenant,
  { objectId, upn, displayName }: PracticeTenant["users"][number],
  kind: PracticePerson["kind"],
): PracticePerson => ({
  objectId,
  tenantId: tenant.id,
  teamsId: `29:1${practiceHex(`teams ${upn}`, 40)}`,
  name: displayName,
  upn,
  kind,
})

/** One team of the MSP holds the triage channel and one channel per customer; everybody has a chat with the bot. */
export function createChannels(
  tenants: readonly PracticeTenant[],
  people: readonly PracticePerson[],
): PracticeChannel[] {
  const teamId = practiceChannelId("team northwind")
  const groupId = practiceGuid("team northwind")
  const triage: PracticeChannel = {
    id: practiceChannelId("channel triage"),
    teamId,
    groupId,
    name: "Triage",
    kind: "triage",
    messages: [],
  }
  const customers = tenants.map(
    (tenant): PracticeChannel => ({
      id: practiceChannelId(`channel ${tenant.name}`),
      teamId,
      groupId,
      name: tenant.displayName,
      kind: "customer",
      customerTenantId: tenant.id,
      messages: [],
    }),
  )
  const chats = people.map(
    (person): PracticeChannel => ({
      id: `a:1${practiceHex(`chat ${person.objectId}`, 48)}`,
      teamId: "",
      name: `Chat with ${person.name}`,
      kind: "personal",
      personObjectId: person.objectId,
      messages: [],
    }),
  )
  return [triage, ...customers, ...chats]
}
