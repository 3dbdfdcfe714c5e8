/** From a record that the feed offers to its card in the triage channel: product and practice cloud as two processes. */
import { setTimeout as wait } from "node:timers/promises"
import { channelOf, until } from "../sandbox/observe.ts"
import { type Practice, startPractice } from "../sandbox/practice.ts"
import { runAs } from "../sandbox/stories/run-as.ts"
import { INTRUDER_ADDRESS } from "../sandbox/stories/story.ts"
import type { Bench } from "./bench.ts"
import { percentile } from "./measure.ts"
import { seeded } from "./random.ts"
import { type Figure, figure } from "./report.ts"

/** The practice configuration polls each tenant every second; a tenth is added as spread. */
const INTERVAL_S = 1.1
const ALLOWED_S = INTERVAL_S + 2

export async function latencyFigures({ options, progress }: Bench): Promise<readonly Figure[]> {
  const practice = await startPractice()
  try {
    const seconds = await measureCards(practice, options.seed, progress)
    return [
      figure({ name: "published → posted, half of", value: percentile(seconds, 0.5), unit: "s" }),
      figure({ name: "published → posted, 95 of 100", value: percentile(seconds, 0.95), unit: "s" }),
      figure({
        name: "published → posted, longest",
        value: Math.max(...seconds),
        unit: "s",
        target: { atMost: ALLOWED_S },
        note: `${seconds.length} cards, polled every ${INTERVAL_S} s at most`,
      }),
    ]
  } finally {
    await practice.close()
  }
}

/** Every mailbox is forwarded outside, one after another, at moments that don't follow the polling. */
async function measureCards(
  practice: Practice,
  seed: number,
  progress: (line: string) => void,
): Promise<readonly number[]> {
  const { world } = practice.cloud
  const triage = channelOf(world, "triage")
  const random = seeded(seed)
  const seconds: number[] = []
  for (const tenant of world.tenants) {
    for (const mailbox of tenant.mailboxes.filter((one) => one.type === "UserMailbox")) {
      await wait(random() * 1000)
      const before = triage.messages.length
      const published = performance.now()
      const who = { tenant: tenant.name, alias: mailbox.alias, ip: INTRUDER_ADDRESS }
      runAs(practice.cloud, who, "Set-Mailbox", {
        Identity: mailbox.upn,
        ForwardingSmtpAddress: `smtp:${mailbox.alias}@mail-archive.example`,
        DeliverToMailboxAndForward: false,
      })
      await until(world, () => triage.messages[before], `a card about ${mailbox.upn}`)
      seconds.push((performance.now() - published) / 1000)
      progress(`card ${seconds.length}: ${seconds.at(-1)?.toFixed(2)} s`)
    }
  }
  return seconds
}
