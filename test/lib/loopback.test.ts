/** Hosts of this machine are known by how they are written, and nothing that only looks like one is taken for one. */
import { describe, expect, it } from "vitest"
import { isLoopback } from "../../src/lib/loopback.ts"

describe("isLoopback()", () => {
  it("knows this machine, and no name that begins or ends like it", () => {
    const hosts = ["localhost", "127.0.0.1", "127.8.0.1", "[::1]"]
    const others = ["localhost.contoso.example", "127.0.0.1.contoso.example", "192.0.2.127", "[2001:db8::1]"]

    expect(hosts.filter(isLoopback)).toEqual(hosts)
    expect(others.filter(isLoopback)).toEqual([])
  })
})
