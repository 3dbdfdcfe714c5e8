import { describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { playbookCard } from "../../src/card/playbook-card.ts"
import { MAX_CARD_BYTES } from "../../src/card/template.ts"
import { ACTION_NAMES, type FixName, PICK_UP } from "../../src/model/action.ts"
import { buttonId, remediationId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { stepPart } from "../../src/model/playbook.ts"
import type { Remediation } from "../../src/model/remediation.ts"
import { cardProblems } from "./card-schema.ts"
import {
  atFirstSight,
  HAPPENED,
  makeAlert,
  makeIncident,
  technician,
  titlesInSight,
  words,
} from "./make-incident.ts"

const FIXES: readonly FixName[] = ["keep-evidence", "disable-sign-in", "reset-password", "stop-forwarding"]

const run = (action: FixName, state: Remediation["state"], result?: string): Remediation => ({
  id: remediationId(1 + FIXES.indexOf(action)),
  tenantId: makeIncident().tenantId,
  incidentId: makeIncident().id,
  action,
  part: stepPart(),
  press: remediationId(1),
  state,
  requestedBy: "Kim Vega (11111111-aaaa-4aaa-8aaa-000000000001)",
  requestedAt: HAPPENED,
  subject: {},
  ...(result === undefined ? {} : { result }),
})

const actions = ["stop-forwarding", "revoke-sessions"] as const
const alert = makeAlert({ rule: { ...makeAlert().rule, actions } })

describe("technicianCard() of a playbook", () => {
  it("has the waiting password and the second try in sight", () => {
    const buttons = new Map(ACTION_NAMES.map((action) => [action, buttonId(`btn_${action}`)]))
    const runs = [
      run("keep-evidence", "verified"),
      run("reset-password", "verified"),
      run("stop-forwarding", "failed"),
    ]

    const card = technician({
      ...{ incident: makeIncident({ state: "failed", alert }), runs, passwordWaits: true, buttons },
    })

    expect(titlesInSight(card)).toEqual(["Pick up password", "Retry failed steps", "Not a threat"])
  })

  it("tells every step by mark, word and title while it works", () => {
    const text = atFirstSight(
      technician({
        incident: makeIncident({ state: "working" }),
        runs: [
          run("keep-evidence", "verified", "It is kept."),
          run("disable-sign-in", "intended"),
          run("reset-password", "requested"),
        ],
      }),
    )

    expect(text).toContain("Secure account: 1 of 3 steps done")
    expect(text).toMatch(/✓ Done: \nKeep evidence\.\n It is kept\./)
    expect(text).toMatch(/… Working: \nBlock sign-in\./)
    expect(text).toMatch(/Waits: \nReset password\./)
    expect(text).not.toContain("By hand")
  })

  it("tells times of a service's answer by the customer's clock, in the step and in the history", () => {
    const result = "Signed out everywhere: only sessions from 2026-11-20T23:20:05Z on count."
    const runs = [run("revoke-sessions", "verified", result)]
    const history = [{ at: HAPPENED, who: "Watchpost for Kim Vega", what: result, customerSafe: false }]

    const text = words(technician({ incident: makeIncident({ state: "fixed", history }), runs }))

    expect(text.match(/only sessions from 21 Nov 2026, 00:20 CET on count/g)).toHaveLength(2)
    expect(text).not.toContain("T23:20")
  })

  it.each([
    { states: ["verified", "already-done"], says: "Secure account: secured, 2 of 2 steps done" },
    { states: ["verified", "failed"], says: "Secure account: partly secured, 1 of 2 steps done, 1 failed" },
    { states: ["verified", "skipped"], says: "Secure account: partly secured, 1 of 2 steps done, 1 skipped" },
    { states: ["failed", "failed"], says: "Secure account: not secured, 0 of 2 steps done, 2 failed" },
    { states: ["undone", "verified"], says: "partly secured, 1 of 2 steps done, 1 taken back" },
  ] as const)("says in the end $says, and what is left to do by hand", ({ states, says }) => {
    const runs = states.map((state, index) => run(FIXES[index + 1] ?? "stop-forwarding", state))
    const text = words(technician({ incident: makeIncident({ state: "failed" }), runs }))

    expect(text).toContain(says)
    expect(text).toContain("By hand: Look through the sign-in methods")
  })

  it("doesn't call an account partly secured for evidence alone", () => {
    const runs = [run("keep-evidence", "verified"), run("disable-sign-in", "failed")]

    expect(words(technician({ runs }))).toContain("Secure account: not secured, 1 of 2 steps done, 1 failed")
  })

  it("says that not everything worked, and tells each end once outside of the details", () => {
    const runs = [
      run("keep-evidence", "verified", "It is kept."),
      run("disable-sign-in", "failed", "No answer."),
    ]
    const history = runs.map(({ result = "" }, index) => ({
      ...{ at: HAPPENED + index, who: "Watchpost for Kim Vega", what: result, customerSafe: true },
    }))
    const text = atFirstSight(technician({ incident: makeIncident({ state: "failed", history }), runs }))

    expect(text).toContain("Not everything worked.")
    expect(text.split("No answer.")).toHaveLength(2)
  })

  it("names the sign-in methods that were kept as evidence, newest first, without the password", () => {
    const type = (kind: string) => `#microsoft.graph.${kind}AuthenticationMethod`
    const rows: readonly JsonObject[] = [
      { type: type("password"), id: "1" },
      { type: type("phone"), id: "2", phoneNumber: "+1 5550100" },
      {
        type: type("microsoftAuthenticator"),
        displayName: "Old phone",
        createdDateTime: "2025-01-20T10:00:00Z",
      },
      {
        type: type("fido2"),
        displayName: "[key](https://evil.example)",
        createdDateTime: "2026-11-20T03:00:00Z",
      },
    ]
    const evidence = {
      ...run("keep-evidence", "verified", "It is kept."),
      after: { signInMethods: { rows } },
    }
    const card = technician({ incident: makeIncident({ state: "fixed" }), runs: [evidence] })

    expect(words(card)).toContain(
      'They were: security key "[key](https://evil.example)" (since 2026-11-20), Microsoft Authenticator "Old phone" (since 2025-01-20), phone "+1 5550100".',
    )
    expect(cardProblems(card.content)).toEqual([])
  })

  it("names the rules that no cmdlet reaches, and how hidden ones are found", () => {
    const rules = {
      ...run("disable-inbox-rules", "verified", "Off."),
      after: { clientSide: ['"Move to \\u202eFiles"'] },
    }
    const text = words(technician({ runs: [rules] }))

    expect(text).toMatch(
      /By hand: Look at these inbox rules in Outlook, which can't be switched off from here: "Move to/,
    )
    expect(text).toContain("/cleanrules")
    expect(words(technician({ runs: [run("keep-evidence", "verified")] }))).not.toContain("/cleanrules")
  })

  it("sends nobody to Defender once it was decided who may send again", () => {
    const told = (state: "verified" | "failed") => words(technician({ runs: [run("unblock-sender", state)] }))

    expect(told("verified")).not.toContain("Restricted entities")
    expect(told("failed")).toContain("Restricted entities")
  })

  it("names by hand only what nobody decided about, once the new methods are removed", () => {
    const type = "#microsoft.graph.phoneAuthenticationMethod"
    const removal = (byHand: readonly JsonObject[], added: readonly JsonObject[] = []) => ({
      ...run("remove-sign-in-methods", "verified", "Removed."),
      after: { byHand, new: added, older: [{ type, displayName: "Old" }] },
    })
    const undated = words(technician({ runs: [removal([{ type, phoneNumber: "+1 5550100" }])] }))

    expect(undated).toContain('(Entra admin center, Users, Authentication methods): phone "+1 5550100".')
    expect(undated).not.toContain('"Old"')
    expect(words(technician({ runs: [removal([], [{ type, displayName: "Late" }])] }))).toContain(
      'added meanwhile (Entra admin center, Users, Authentication methods): phone "Late".',
    )
    expect(words(technician({ runs: [removal([])] }))).not.toContain("Look at these sign-in methods")
  })

  it("shows the last run of a step that was tried again", () => {
    const again = { ...run("disable-sign-in", "verified"), id: remediationId(9) }
    const text = words(technician({ runs: [run("disable-sign-in", "failed"), again] }))

    expect(text).toContain("secured, 1 of 1 steps done")
  })

  it("is a valid card below 25 KB with many steps and long sentences", () => {
    const runs = Array.from({ length: 20 }, (_, index) => ({
      ...run("remove-oauth-grant", "failed", "No. ".repeat(500)),
      id: remediationId(index + 1),
      part: `${stepPart()} alr_${index}`,
    }))
    const card = technician({ runs })

    expect(cardProblems(card.content)).toEqual([])
    expect(Buffer.byteLength(JSON.stringify(card.content))).toBeLessThan(MAX_CARD_BYTES)
  })
})

describe("technicianActions() around a playbook", () => {
  const of = (state: "new" | "failed" | "fixed" | "working", runs: readonly Remediation[] = []) =>
    technicianActions(makeIncident({ alert, state }), true, HAPPENED, { runs })

  it("offers to secure the account where its sessions may be in wrong hands", () => {
    expect(of("new")).toEqual(expect.arrayContaining(["stop-forwarding", "secure-account"]))
    expect(technicianActions(makeIncident(), true, HAPPENED)).not.toContain("secure-account")
    expect(technicianActions(makeIncident({ alert }), false, HAPPENED)).not.toContain("secure-account")
  })

  it("puts it first where the account alone is the matter, and behind the fix of what was seen elsewhere", () => {
    const account = makeAlert({ rule: { ...alert.rule, actions: ["revoke-sessions"] } })

    expect(technicianActions(makeIncident({ alert: account }), true, HAPPENED)[0]).toBe("secure-account")
    expect(of("new").slice(0, 2)).toEqual(["stop-forwarding", "secure-account"])
  })

  it("offers what failed or was skipped once more, and nothing while it works", () => {
    expect(of("failed", [run("disable-sign-in", "failed")])[0]).toBe("retry-failed-steps")
    expect(of("failed", [run("disable-sign-in", "skipped")])[0]).toBe("retry-failed-steps")
    expect(of("fixed", [run("disable-sign-in", "verified")])).not.toContain("retry-failed-steps")
    expect(of("working", [run("disable-sign-in", "failed")])).not.toContain("retry-failed-steps")
  })

  it("doesn't ask to disable the one rule after every rule of the mailbox was switched off", () => {
    const rule = makeAlert({ rule: { ...makeAlert().rule, actions: ["disable-inbox-rule"] } })
    const standing = [{ action: "disable-inbox-rules" as const, fixedAt: HAPPENED, undoable: true }]
    const fixed = makeIncident({ alert: rule, state: "fixed", standing })
    const seenAgain = { at: HAPPENED + 1, who: "Watchpost", what: "Seen again", kind: "repeat" as const }
    const history = [{ ...seenAgain, customerSafe: true }]

    expect(technicianActions(fixed, true, HAPPENED)).not.toContain("disable-inbox-rule")
    expect(technicianActions({ ...fixed, history }, true, HAPPENED)).toContain("disable-inbox-rule")
  })

  it("offers a password as long as it waits", () => {
    const incident = makeIncident({ alert, state: "working" })

    expect(technicianActions(incident, true, HAPPENED, { passwordWaits: true })[0]).toBe(PICK_UP)
    expect(technicianActions(incident, true, HAPPENED)).not.toContain(PICK_UP)
  })
})

describe("playbookCard()", () => {
  it("says of each step what is, what runs, whether it can be undone, or why it is skipped", () => {
    const card = playbookCard({
      action: "secure-account",
      button: buttonId("button-of-the-card"),
      place: "Contoso Ltd · incident 42",
      account: "anna.lindt@contoso.com",
      digest: "0123456789abcdef01234567",
      left: 3,
      timeZone: "Europe/Berlin",
      steps: [
        { fix: "keep-evidence", reversibility: "Changes nothing.", calls: [], now: "" },
        {
          fix: "disable-sign-in",
          reversibility: "Can be undone: sign-in is allowed again.",
          calls: [{ method: "PATCH", path: "/users/7", body: { accountEnabled: false } }],
          now: "Sign-in of anna.lindt@contoso.com: allowed",
        },
        { fix: "reset-password", reversibility: "Can't be undone.", skipped: "Reset it on premises." },
        { fix: "stop-forwarding", reversibility: "Can be undone: the addresses are kept." },
        { fix: "disable-inbox-rules", reversibility: "Can be undone.", calls: [], now: "" },
        {
          fix: "revoke-sessions",
          reversibility: "Can't be undone.",
          calls: [],
          now: "Sessions of anna.lindt@contoso.com count from: 2026-08-23T16:17:58Z",
        },
      ],
    })
    const text = words(card)

    expect(cardProblems(card.content)).toEqual([])
    expect(text).toContain("3 more things that alerts tell of this account are left to their own cards.")
    expect(text).toContain("Keep evidence. \nChanges nothing.")
    expect(text).toContain("Switch inbox rules off. \nNothing to do.")
    expect(text).toContain(
      "Sign out everywhere. \nNothing to do. Sessions of anna.lindt@contoso.com count from: 23 Aug 2026, 18:17 CEST.",
    )
    expect(text).toContain(
      'Block sign-in. \nSign-in of anna.lindt@contoso.com: allowed. Can be undone.\nRuns PATCH /users/7 {"accountEnabled":false}',
    )
    expect(text).toContain("Reset password. \nSkipped: Reset it on premises.")
    expect(text).toContain(
      "Stop forwarding. \nCouldn't be read just now, is tried all the same. Can be undone.",
    )
  })
})
