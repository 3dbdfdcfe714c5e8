/** The command line as an operator meets it: real processes, exit codes, plain sentences. */
import { spawnSync } from "node:child_process"
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, describe, expect, it } from "vitest"

const MAIN = resolve(import.meta.dirname, "../../src/main.js")
const folder = mkdtempSync(join(tmpdir(), "watchpost-cli-"))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (words: readonly string[], nodeOptions: readonly string[] = []) =>
  spawnSync(process.execPath, [...nodeOptions, MAIN, ...words], { cwd: folder, encoding: "utf8", env: {} })

const pretendNode = (version: string): string[] => [
  "--import",
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`,
]

describe("watchpost", () => {
  it.each(["20.20.2", "22.17.9"])("says one plain sentence on Node %s and exits 1", (version) => {
    const { status, stdout, stderr } = run(["help"], pretendNode(version))

    expect(status).toBe(1)
    expect(stdout).toBe("")
    expect(stderr.trim().split("\n")).toHaveLength(1)
    expect(stderr).toContain(version)
    expect(stderr).toContain("22.18")
  })

  it("can be started by its name: the entry is executable", () => {
    expect(() => accessSync(MAIN, constants.X_OK)).not.toThrow()
  })

  it("runs on the floor itself", () => {
    expect(run(["help"], pretendNode("22.18.0")).status).toBe(0)
  })

  it("names every command in its help", () => {
    const { status, stdout } = run(["help"])

    expect(status).toBe(0)
    for (const command of [
      "start",
      "demo",
      "scan",
      "explain",
      "rules",
      "coverage",
      "outbox",
      "report",
      "hold",
      "release",
      "erase",
      "trail",
      "ship-explorer-logs",
      "import-audit-mails",
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"))
  })

  it("tells its version", () => {
    const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"))

    expect(run(["--version"])).toMatchObject({ status: 0, stdout: `${version}\n` })
  })

  it("names the help of the very command that was misused", () => {
    expect(run(["report", "contoso"]).stderr).toContain("watchpost report --help")
    expect(run(["trail", "export"]).stderr).toContain("watchpost trail export --help")
    expect(run(["--nonsense"]).stderr).toContain("watchpost help")
  })

  it("answers an unknown command with what is near and exits 1", () => {
    const { status, stderr } = run(["scna"])

    expect(status).toBe(1)
    expect(stderr).toContain("Did you mean scan?")
  })

  it("ends quietly when its reader has seen enough", () => {
    const script = `set -o pipefail; "${process.execPath}" "${MAIN}" scan "${folder}/many.jsonl" --json 2>/dev/null | head -1 >/dev/null`
    const line = JSON.stringify({
      Id: "7d1c0f52-0000-4000-8000-000000000001",
      CreationTime: "2026-05-04T10:20:30",
      Operation: "Set-AdminAuditLogConfig",
      RecordType: 1,
      UserId: "ada@contoso.example",
      UserType: 2,
      ResultStatus: "True",
      Parameters: [{ Name: "UnifiedAuditLogIngestionEnabled", Value: "False" }],
    })
    const lines = Array.from({ length: 3000 }, (_, index) =>
      line.replace("000000000001", String(index).padStart(12, "0")).replace("ada@", `ada${index}@`),
    )
    writeFileSync(join(folder, "many.jsonl"), lines.join("\n"))

    const { status, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" })

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  })

  it("says what to do when the configuration file is missing", () => {
    const { status, stderr } = run(["start"])

    expect(status).toBe(1)
    expect(stderr).toContain("watchpost.sample.yaml")
    expect(stderr).not.toContain("at ")
  })
})
