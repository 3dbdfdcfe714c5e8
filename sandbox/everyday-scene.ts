/** What the background records share: who, where, when, and ids that only depend on the given randomness. */
import { creationTime, ticksOf } from "./exchange/admin-record.ts"
import type { PracticeMailbox, PracticeTenant } from "./world/types.ts"

export type EverydayRecord = { readonly contentType: string; readonly record: object }

/** Returns a number in [0, 1), like Math.random. */
export type Random = () => number

export type Scene = {
  readonly tenant: PracticeTenant
  readonly mailbox: PracticeMailbox
  readonly at: number
  readonly random: Random
}

export const pick = <T>(list: readonly T[], random: Random): T | undefined =>
  list[Math.floor(random() * list.length)]

export const hexDigits = (length: number, random: Random): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("")

export const guid = (random: Random): string =>
  `${hexDigits(8, random)}-${hexDigits(4, random)}-4${hexDigits(3, random)}-a${hexDigits(3, random)}-${hexDigits(12, random)}`

/** Exchange and SharePoint put the time into the record's Id; directory records have random ones. */
export const timedId = (at: number, random: Random): string => {
  const ticks = ticksOf(at)
  return `${guid(random).slice(0, 18)}-${ticks.slice(12)}-${ticks.slice(0, 12)}`
}

export const common = ({ tenant, at }: Scene, id: string): Record<string, unknown> => ({
  CreationTime: creationTime(at),
  Id: id,
  OrganizationId: tenant.id,
  Version: 1,
})
