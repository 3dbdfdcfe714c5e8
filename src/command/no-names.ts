/** Words that are nobody's name: what stands with them is about something else, however short it is. */
import { isOfGrammar } from "./typing-slips.ts"

/** What somebody says who wants something changed. */
export const CHANGES: ReadonlySet<string> = new Set(
  "stop fix disable remove block unblock undo revert revoke secure delete reset close claim take assign ack acknowledge resolve escalate kill zurücksetzen deaktiviere entferne stoppe beende snooze reopen lock unlock mute sperre sperr sperren entsperre lösche schließe rückgängig".split(
    " ",
  ),
)

const NOBODY: ReadonlySet<string> = new Set(
  "yes no ja nein okay der die das den dem des ein eine einen einem einer dass denn doch mal eigentlich hat haben hatte kann könnte können ist sind war waren wird wurde wurden für mit ohne zu zum zur auf aus nach über unter als jemand irgendwer welche welcher welches gibt neue neues neuen wieder mein meine postfach postfächer konto konten kunde kunden und please bitte everything about going up what's whats who's who what when where why which how do did does is was were be been that this these it them they he she him her his i me my we us our you your wer was wann wo not no yes maybe nothing none else all any anyone anybody anything every everyone everybody everything other others rest some someone somebody something at in on by to from of with about then now here there same json excel pdf again before after earlier later next sure real really right wrong well abroad home unfreeze link unlink lift gestern vorgestern heute morgen diese dieser letzte letzten vorige woche monat jahr nacht oder auch noch nochmal nicht nichts alle alles bei von im am".split(
    " ",
  ),
)

export const isNobody = (word: string): boolean =>
  CHANGES.has(word.toLowerCase()) || NOBODY.has(word.toLowerCase())

const MOST_WORDS = 3

/** A few words that may be a person's or a mailbox's name. A word of the grammar alone is none: "and june?" is a month. */
export const mayBeName = (words: readonly string[]): boolean =>
  words.length <= MOST_WORDS &&
  words.every((word) => /^[\p{L}\p{N}.@_'’+-]+$/u.test(word) && !isNobody(word)) &&
  words.some((word) => /\p{L}/u.test(word) && !isOfGrammar(word))
