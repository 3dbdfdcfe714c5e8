/**
 * The first story as a machine plays it: forwarding set → card → forged press refused → pressed by a technician →
 * gone in the world → proven on the card → trail verified. One JSON line says what held.
 */
import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { buttonOn, cardText, channelOf, until } from "./observe.ts"
import { type Practice, startPractice } from "./practice.ts"
import type { PracticeMessage, PracticePerson } from "./world/types.ts"

export type SmokeResult = {
  readonly cardPosted: boolean
  readonly refusedForContact: boolean
  readonly answeredMs: number
  readonly fixVerified: boolean
  readonly trailVerified: boolean
  readonly seconds: number
}

const ENTRY = resolve(import.meta.dirname, "../src/main.js")
const FIX = "Stop forwarding"

/** Prints the result (`--json`: one line) and resolves to the exit code: 0 when everything held. */
export async function runSmoke(words: readonly string[]): Promise<number> {
  const practice = await startPractice()
  try {
    const result = await playForwarding(practice)
    const held = Object.values(result).every((value) => value !== false)
    process.stdout.write(words.includes("--json") ? `${JSON.stringify(result)}\n` : describe(result))
    return held ? 0 : 1
  } finally {
    await practice.close()
  }
}

const describe = (result: SmokeResult): string =>
  Object.entries(result)
    .map(([name, value]) => `${name.padEnd(20)} ${value}\n`)
    .join("")

async function playForwarding(practice: Practice): Promise<SmokeResult> {
  const started = performance.now()
  const { world } = practice.cloud
  await control(practice, "stories/01-forwarding", {})
  const triage = channelOf(world, "triage")
  const card = await until(
    world,
    () => triage.messages.find((one) => buttonOn(one, FIX)),
    "a card with the fix",
  )
  const victim = world.tenants
    .flatMap((tenant) => tenant.mailboxes)
    .find((one) => one.forwardingSmtpAddress !== null)

  await press(practice, triage.id, card, personOf(practice, "contact"))
  const refusedForContact =
    victim?.forwardingSmtpAddress !== null && !cardText(card.cards[0] ?? {}).includes("Verified")

  const pressed = performance.now()
  await press(practice, triage.id, card, personOf(practice, "technician"))
  const answeredMs = Math.round(performance.now() - pressed)

  const verified = await until(
    world,
    () => triage.messages.find((one) => one.id === card.id && /verified/i.test(cardText(one.cards[0] ?? {}))),
    "the card says verified",
  )
  await practice.product().stop()
  return {
    cardPosted: true,
    refusedForContact,
    answeredMs,
    fixVerified: verified !== undefined && victim?.forwardingSmtpAddress === null,
    trailVerified: verifyTrail(practice),
    seconds: Math.round((performance.now() - started) / 100) / 10,
  }
}

function personOf(practice: Practice, kind: PracticePerson["kind"]): PracticePerson {
  const person = practice.cloud.world.people.find((one) => one.kind === kind)
  if (person === undefined) throw new Error(`The practice world has no ${kind}.`)
  return person
}

/** Sends the press as that person, over HTTP, whoever they are: the product must judge it. */
async function press(
  practice: Practice,
  channelId: string,
  card: PracticeMessage,
  person: PracticePerson,
): Promise<void> {
  const button = buttonOn(card, FIX)
  if (button === undefined) throw new Error(`The card has no button "${FIX}".`)
  await control(practice, "invokes", {
    channelId,
    messageId: card.id,
    personObjectId: person.objectId,
    verb: button.verb,
    data: button.data,
  })
}

async function control(practice: Practice, path: string, body: object): Promise<void> {
  const answer = await fetch(`${practice.cloud.url}/control/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  if (!answer.ok)
    throw new Error(`The practice cloud answered ${answer.status} to ${path}: ${await answer.text()}`)
}

function verifyTrail(practice: Practice): boolean {
  const run = spawnSync(process.execPath, [ENTRY, "trail", "verify", "--database", practice.database])
  return run.status === 0
}
