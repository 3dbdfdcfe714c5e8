/** German questions that fit whole are what their English ones are; everything else in German is only ever suggested. */
import { describe, expect, it } from "vitest"
import { parseCommand } from "../../src/command/parse-command.ts"

describe("parseCommand() of a German question", () => {
  it.each([
    ["wer hat lena wiederhergestellt", "who restored lena this week"],
    ["Wer hat Lena Roth letzte Woche wiederhergestellt?", 'who restored "Lena Roth" last week'],
    [
      "wer hat heute nacht bei fabrikam etwas wiederhergestellt",
      "who restored anything at fabrikam last night",
    ],
    ["wer kann das postfach von lena lesen", "who can read lena"],
    ["wer kann lena roth bei contoso lesen", 'who can read "lena roth" at contoso'],
    ["wer hat Zugriff auf „Forschung und Entwicklung“", 'who can read "Forschung und Entwicklung"'],
    ["wer hat für lena gestern eine weiterleitung eingerichtet", "who set forwarding on lena yesterday"],
    ["was hat lena gestern abend gemacht?", "what did lena do yesterday evening"],
    ["bitte, was hat lena gemacht", "what did lena do"],
    ["was hat sich seit gestern bei contoso geändert", "what changed at contoso since yesterday"],
    ["was hat sich geändert", "what changed"],
    ["was hat sich gestern geaendert", "what changed yesterday"],
    ["logins fuer lena", "sign-ins of lena"],
    ["zeige anmeldungen von müller seit freitag 17 uhr", "sign-ins of müller since friday 17:00"],
    ["anmeldungen von lena aus dem ausland", "sign-ins of lena from outside"],
    ["zeig mir die postfachregeln von lena", "show inbox rules of lena"],
    ["regeln bei contoso", "show inbox rules at contoso"],
    ["alle weiterleitungen bei Contoso Ltd", "show forwards at Contoso Ltd"],
    ["was ist noch offen", "board"],
    ["offene Vorfälle bei contoso", "board at contoso"],
    ["erkläre vorfall 42", "explain alert 42"],
  ])("%s: %s", (german, english) => {
    expect(parseCommand(german)).toEqual(parseCommand(english))
    expect(parseCommand(german).kind).not.toBe("unknown")
  })

  it.each([
    // Whose: "Andreas" may be Andrea's.
    "wer kann lenas postfach lesen",
    "wer hat lena nicht wiederhergestellt",
    "was hat lena mit dem postfach gemacht",
    "was hat die neue im büro gestern gemacht",
    "wer hat lena gelöscht",
    "wer hat bei lena eine weiterleitung gesetzt",
    "was hat sich lena gedacht",
    "zeige weiterleitungen",
    "wer kann gestern lesen",
    "anmeldungen von",
    "lena sperren",
    "sperre das postfach von lena",
    "hebe mute 7 auf",
    "alles einfrieren",
  ])("isn't guessed: %s", (german) => {
    expect(parseCommand(german).kind).toBe("unknown")
  })
})
