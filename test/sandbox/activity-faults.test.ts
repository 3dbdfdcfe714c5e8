/** The Activity API's own troubles, as collectors met them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Fault } from "../../sandbox/faults.ts"
import {
  brokenPaging,
  expiredContent,
  internalError,
  missingContent,
  refusedToken,
  throttling,
} from "../../sandbox/services/activity-faults.ts"
import { addBlob } from "../../sandbox/world/feed.ts"
import { at, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
let blobPath: string
const RECORDS = [{ Id: "1", Operation: "Send" }]
beforeEach(async () => {
  practice = await startTestCloud()
  await practice.feed("/subscriptions/start?contentType=Audit.Exchange", "POST")
  for (let made = 0; made < 2; made += 1) {
    const { contentId } = addBlob(practice.cloud.world, practice.tenant, {
      contentType: "Audit.Exchange",
      records: RECORDS,
    })
    blobPath = `/audit/${contentId}`
  }
})
afterEach(() => practice.cloud.close())

const push = (fault: Fault): void => {
  practice.cloud.faults.push(fault)
}
const blob = () => practice.feed(blobPath)
const errorCode = (answer: { body: unknown }): unknown => at(answer.body, "error", "code")

describe("throttling()", () => {
  it.each([
    [403, undefined, null],
    [429, undefined, null],
    [403, 7, "7"],
    [429, 7, "7"],
  ] as const)("is AF429 with status %s and Retry-After %s", async (status, seconds, header) => {
    push(throttling({ status, ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) }))

    const answer = await blob()

    expect([answer.status, errorCode(answer)]).toEqual([status, "AF429"])
    expect(answer.headers.get("retry-after")).toBe(header)
  })
})

describe("blob troubles", () => {
  it.each([
    ["AF50000", 500, internalError({ match: "/audit/" })],
    ["AF20050", 404, missingContent()],
    ["AF20051", 400, expiredContent()],
  ])("%s once, and the blob after that", async (code, status, fault) => {
    push({ ...fault })

    const first = await blob()
    const second = await blob()

    expect([first.status, errorCode(first)]).toEqual([status, code])
    expect(second.body).toEqual(RECORDS)
  })

  it("a refused token is a 401 without a code", async () => {
    push(refusedToken())

    const answer = await blob()

    expect([answer.status, errorCode(answer)]).toEqual([401, undefined])
  })

  it("a half body is well-formed HTTP around broken JSON", async () => {
    push({ service: "manage", kind: "half", times: 1 })

    const answer = await blob()

    expect([answer.status, answer.body]).toEqual([200, undefined])
    expect(JSON.stringify(RECORDS).startsWith(answer.text)).toBe(true)
    expect(answer.text.length).toBe(Number(answer.headers.get("content-length")))
  })

  it("a slow body comes whole after its pause", async () => {
    push({ service: "manage", kind: "slow", times: 1, delayMs: 40 })
    const asked = performance.now()

    const answer = await blob()

    expect(answer.body).toEqual(RECORDS)
    expect(performance.now() - asked).toBeGreaterThan(35)
  })

  it("a watched answer is the true one, and is told about", async () => {
    let told = 0
    push({ service: "manage", kind: "watch", match: "/audit/", times: 2, answered: () => (told += 1) })

    const answer = await blob()

    expect([answer.body, told]).toEqual([RECORDS, 1])
  })
})

describe("brokenPaging()", () => {
  it("hits only the further pages of a listing", async () => {
    practice.cloud.settings.pageSize = 1
    practice.clock.advance(60_000)
    push(brokenPaging())

    const first = await practice.feed("/subscriptions/content?contentType=Audit.Exchange")
    const link = new URL(first.headers.get("nextpageuri") ?? "http://127.0.0.1/feed")
    const second = await practice.feed(`${link.pathname.split("/feed")[1]}${link.search}`)

    expect(first.status).toBe(200)
    expect(errorCode(second)).toBe("AF20031")
  })
})
