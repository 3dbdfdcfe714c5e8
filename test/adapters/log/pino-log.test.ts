import { describe, expect, it } from "vitest"
import { createLog } from "../../../src/adapters/log/pino-log.ts"

const SECRET = 'p@ss "word"/+1'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  write(createLog({ level: "info", secrets: [SECRET, "abc"], output: { write: (line) => lines.push(line) } }))
  return lines.join("")
}

describe("createLog()", () => {
  it.each([
    ["as it is", SECRET],
    ["inside JSON", JSON.stringify({ secret: SECRET })],
    ["as base64", Buffer.from(SECRET).toString("base64")],
    ["in a URL", encodeURIComponent(SECRET)],
  ])("blanks a secret %s", (_form, text) => {
    const line = logged((log) => log.warn("a call failed", { text }))

    expect(line).toContain("[secret]")
    expect(line).not.toContain(text)
    expect(line).not.toContain("p@ss")
  })

  it("leaves ordinary words alone, also when a secret is very short", () => {
    expect(logged((log) => log.info("abc is fine"))).toContain("abc is fine")
  })

  it("writes one JSON object a line with level, time and data beside the message", () => {
    const line = JSON.parse(logged((log) => log.error("a job failed", { job: "feed" })))

    expect(line).toMatchObject({ level: 50, msg: "a job failed", job: "feed" })
    expect(Date.parse(line.time)).not.toBeNaN()
  })
})
