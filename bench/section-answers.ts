/**
 * From a question in Teams to its card, through the bot's own HTTP endpoint: product and practice cloud as two processes,
 * over a grown event store, and again while the product takes in what the feed offers as fast as it can.
 */
import { channelOf, until } from "../sandbox/observe.ts"
import { type Practice, startPractice } from "../sandbox/practice.ts"
import { sendMessage } from "../sandbox/services/connector-send.ts"
import { addBlob } from "../sandbox/world/feed.ts"
import { practiceGuid } from "../sandbox/world/practice-id.ts"
import type { PracticeChannel, PracticePerson } from "../sandbox/world/types.ts"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { tenantId } from "../src/model/ids.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { Bench } from "./bench.ts"
import { COMPACT } from "./bench-store.ts"
import { type FilledTenant, fillStore, rawOf } from "./fill-store.ts"
import { percentile } from "./measure.ts"
import { type Figure, figure } from "./report.ts"

const ASKED = 60
const MOST_MS = 300
const BLOB = 500

export async function answerFigures(bench: Bench): Promise<readonly Figure[]> {
  const practice = await startPractice()
  try {
    await practice.product().stop()
    await grow(practice, bench)
    await practice.restartProduct()
    const quiet = await askAll(practice)
    offer(practice, bench.options.records)
    const busy = await askAll(practice)
    const note = `${bench.options.records} records offered when the first was asked`
    return [...judged("question → card", quiet), ...judged("question → card, during a back-fill", busy, note)]
  } finally {
    await practice.close()
  }
}

const judged = (name: string, times: readonly number[], note?: string): readonly Figure[] => [
  figure({ name: `${name}, half of`, value: percentile(times, 0.5), unit: "ms" }),
  figure({
    name: `${name}, 95 of 100`,
    value: percentile(times, 0.95),
    unit: "ms",
    target: { atMost: MOST_MS },
    ...(note === undefined ? {} : { note }),
  }),
]

const tenantsOf = (practice: Practice): readonly FilledTenant[] =>
  practice.cloud.world.tenants.map(({ id, mailboxes }) => ({ id: tenantId(id), mailboxes }))

/** While the product is stopped, so that the files are this process's alone. */
async function grow(practice: Practice, { options, progress }: Bench): Promise<void> {
  const store = openStore(practice.database, { storage: COMPACT, readRaw })
  const { rows, seed } = options
  await fillStore(store.records, { tenants: tenantsOf(practice), rows, seed, now: Date.now(), progress })
  store.close()
}

/** Ordinary work with mail, which alerts nobody. */
function offer({ cloud }: Practice, records: number): void {
  const { world } = cloud
  for (let made = 0; made < records; made += BLOB) {
    const tenant = world.tenants[(made / BLOB) % world.tenants.length]
    const [mailbox] = tenant?.mailboxes ?? []
    if (tenant === undefined || mailbox === undefined) return
    const many = Array.from({ length: BLOB }, (_, index) =>
      rawOf({
        id: practiceGuid(`bench answer ${made + index}`),
        at: world.now() - index,
        operation: "MailItemsAccessed",
        upn: mailbox.upn,
        ip: "198.51.100.9",
        tenant: tenant.id,
      }),
    )
    addBlob(world, tenant, { contentType: "Audit.Exchange", records: many })
  }
}

/** Milliseconds from each question to its card. */
async function askAll(practice: Practice): Promise<readonly number[]> {
  const { world } = practice.cloud
  const channel = channelOf(world, "triage")
  const person = world.people.find(({ kind }) => kind === "technician")
  const tenant = world.tenants[0]
  if (person === undefined || tenant === undefined) throw new Error("the practice world lacks a technician")
  const times: number[] = []
  for (let round = 0; round < ASKED; round += 1) {
    const upn = tenant.mailboxes[round % tenant.mailboxes.length]?.upn ?? ""
    const at = `at ${tenant.name}`
    const questions = [
      `what changed ${at} today`,
      `what did ${upn} do ${at} in the last 24 hours`,
      `sign-ins of ${upn} ${at}`,
      `who set forwarding on ${upn} ${at}`,
      "status",
      "board",
    ]
    times.push(await ask(practice, channel, person, questions[round % questions.length] ?? ""))
  }
  return times
}

async function ask(
  practice: Practice,
  channel: PracticeChannel,
  person: PracticePerson,
  text: string,
): Promise<number> {
  const started = performance.now()
  const { message } = await sendMessage(practice.cloud, { channel, person, text, mention: true })
  const isAnswer = ({ from, threadId }: (typeof channel.messages)[number]): boolean =>
    from.kind === "bot" && threadId === message.threadId
  await until(practice.cloud.world, () => channel.messages.find(isAnswer), text)
  return performance.now() - started
}
