/** What a story is: an incident in steps, each of which really happens in the practice world. */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeMailbox, PracticeTenant } from "../world/types.ts"

/** All that a story needs of the practice cloud. */
export type Stage = Pick<PracticeCloud, "world">

export type StoryStep = {
  /** One sentence for the page, in the present tense. */
  readonly says: string
  readonly act: (cloud: Stage) => void | Promise<void>
}

export type Story = {
  /** Also the file's name. */
  readonly id: string
  readonly title: string
  readonly description: string
  readonly steps: readonly StoryStep[]
}

/** Where the people of the stories sit: documentation addresses, none of which is anybody's. */
export const OFFICE_ADDRESS = "198.51.100.24"
export const INTRUDER_ADDRESS = "203.0.113.77"

/** Throws when the world has no such customer: the story was written for another world. */
export function customer(cloud: Stage, name: string): PracticeTenant {
  const tenant = cloud.world.tenants.find((one) => one.name === name)
  if (tenant === undefined) throw new Error(`The practice world has no customer "${name}".`)
  return tenant
}

/** Throws when the customer has no such mailbox. */
export function mailboxOf(tenant: PracticeTenant, alias: string): PracticeMailbox {
  const mailbox = tenant.mailboxes.find((one) => one.alias === alias)
  if (mailbox === undefined) throw new Error(`${tenant.displayName} has no mailbox "${alias}".`)
  return mailbox
}
