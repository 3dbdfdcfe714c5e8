/** What is said about a change, and isn't said plainly, changes nothing. */
import { describe, expect, it } from "vitest"
import type { Change } from "../../src/command/command.ts"
import { parseCommand } from "../../src/command/parse-command.ts"

const changeIn = (text: string): Change | undefined => {
  const parsed = parseCommand(text)
  return parsed.kind === "unknown" ? parsed.change : undefined
}

describe("doubtIn()", () => {
  it.each([
    ["freeze?", "freeze"],
    ["Freeze ?", "Freeze"],
    ["freeze?!", "freeze"],
    ["freeze？", "freeze"],
    ["freeze ¿?", "freeze"],
    ["freeze 🤔", "freeze"],
    ["freeze'?'", "freeze"],
    ["freeze? no, wait", "freeze"],
    ["freeze: stolen laptop?", "freeze: stolen laptop"],
    ["freeze stolen laptop?", "freeze"],
    ["freeze contoso?", "freeze contoso"],
    ["unfreeze contoso?", "unfreeze contoso"],
    ["unfreeze?", "unfreeze"],
    ["unlink?", "unlink"],
    ["link contoso?", "link contoso"],
    ["link Contoso Manufacturing?", "link Contoso Manufacturing"],
    ["link how does that work?", "link contoso"],
    ["lift mute 9?", "lift mute 9"],
    ["lift 9 ?", "lift 9"],
    ["expect forwarding for kim@contoso.com until friday #12?", undefined],
    ["I will restore kim@contoso.com tomorrow?", "I will restore kim@contoso.com tomorrow"],
    ["I’ll restore kim?", "I’ll restore kim"],
  ])("takes %j for a question about it, and tells how it is said", (text, say) => {
    expect(changeIn(text)?.say.replace(/''$/, "")).toBe(say ?? text.replace("?", ""))
  })

  it.each([
    ...["freeze not", "freeze now not", "freeze, please don't", "freeze bitte nicht", "freeze das nicht"],
    ...["freeze no", "freeze nothing", "freeze or not", "freeze oder nicht", "freeze and unfreeze"],
    ...[
      "freeze what does it do",
      "freeze - was macht das",
      "freeze how",
      "freeze is bad",
      "freeze means what",
    ],
    ...["freeze who restored kim", "freeze status", "freeze board at contoso", "freeze help"],
    ...[
      "freeze tomorrow",
      "freeze until monday",
      "freeze later",
      "freeze morgen",
      "freeze in 5 minutes",
      "freeze at 18:00",
    ],
    ...["freeze if somebody attacks", "freeze wenn es brennt", "freeze off", "freeze aufheben"],
    ...["freeze kim@contoso.com", "freeze kim's account", "freeze das Postfach", "freeze\nunfreeze"],
  ])("takes no reason to freeze from %j", (text) => {
    expect(changeIn(text)).toEqual({ kind: "freeze", say: "freeze" })
  })

  it.each([
    ...["freeze", "FREEZE!!!", "freeze now", "freeze please", "freeze: stolen laptop", "freeze at once"],
    ...["freeze everything", "freeze all fixes now", "freeze all customers", "freeze alles bitte"],
    ...["freeze because an attacker is in our own tenant", "freeze everything: somebody who left is in"],
    ...["freeze - see https://tickets.example/?id=7", "freeze all #4711", "Freeze weil es brennt"],
  ])("doubts nothing that is said plainly: %j stops all fixes", (text) => {
    expect(parseCommand(text)).toEqual({ kind: "freeze", reason: expect.any(String) })
  })

  it.each([
    ["freeze stolen laptop", "stolen laptop", ""],
    ["freeze contoso", "contoso", ""],
    ["freeze Contoso Ltd now: stolen laptop", "Contoso Ltd", "stolen laptop"],
    ["freeze all fixes of contoso because kim left", "contoso", "kim left"],
    ["freeze everything at contoso #12", "contoso", "#12"],
    ["freeze customer contoso please", "contoso", ""],
    ["freeze everything except fabrikam", "everything except fabrikam", ""],
  ])("takes what stands behind “freeze” for a name, never for a reason: %j", (text, customer, reason) => {
    expect(parseCommand(text)).toEqual({ kind: "freeze", customer, reason })
  })

  it("doubts no name in quotes for a question mark in it", () => {
    expect(parseCommand("expect app for “Who? Me” until friday")).toMatchObject({
      kind: "expect",
      target: "Who? Me",
    })
  })
})

describe("changeSpokenOf()", () => {
  it.each([
    ["should I freeze", "freeze"],
    ["can you freeze everything?", "freeze"],
    ["don't freeze", "freeze"],
    ["please do not freeze", "freeze"],
    ["what does freeze do", "freeze"],
    ["nicht einfrieren", "freeze"],
    ["soll ich alles einfrieren?", "freeze"],
    ["wie friert man ein: einfrieren?", "freeze"],
    ["how do I unfreeze", "unfreeze"],
    ["unfreeze please", "unfreeze"],
    ["unfreeze contoso please", "unfreeze"],
    ["unfreeze not", "unfreeze"],
    ["don't unfreeze yet", "unfreeze"],
    ["stop the freeze", "unfreeze"],
    ["einfrieren aufheben", "unfreeze"],
    ["wieder auftauen", "unfreeze"],
    ["how do I unlink", "unlink"],
    ["bitte nicht unlinken", "unlink"],
    ["link?", "link"],
    ["how do I link contoso", "link"],
    ["don’t link contoso", "link"],
    ["Kanal verlinken?", "link"],
    ["don't lift mute 7", "lift-mute"],
    ["how can I unmute kim", "lift-mute"],
  ])("finds in %j what it would change", (text, kind) => {
    expect(changeIn(text)?.kind).toBe(kind)
  })

  it.each([
    ...["who clicked the link", "phishing link in kim's mail", "the link is broken", "shoplifting"],
    "what changed at contoso, don't freeze",
  ])("finds none in %j", (text) => {
    expect(changeIn(text)).toBeUndefined()
  })
})
