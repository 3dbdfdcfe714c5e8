/** Folders where mail goes unseen, and words whose mail a thief wants unseen, in the languages of Outlook's own folder names. */
import { escapeExpression } from "../../lib/escape-expression.ts"

/** Lower case. Sources: Outlook's default folder names in English, German, French, Spanish, Italian, Dutch, Portuguese, Danish, Swedish, Norwegian, Polish. */
const FOLDERS = (
  "deleted items|trash|gelöschte elemente|papierkorb|éléments supprimés|corbeille|" +
  "elementos eliminados|elementos borrados|posta eliminata|verwijderde items|itens excluídos|" +
  "itens eliminados|slettet post|slettede elementer|borttaget|elementy usunięte|junk email|" +
  "junk e-mail|spam|junk-e-mail|courrier indésirable|correo no deseado|posta indesiderata|" +
  "ongewenste e-mail|lixo eletrônico|lixo eletrónico|uønsket mail|uønsket e-post|skräppost|" +
  "wiadomości-śmieci|rss feeds|rss subscriptions|rss-feeds|rss-abonnements|flux rss|fuentes rss|" +
  "feed rss|feeds rss|rss-kilder|rss-flöden|źródła rss|archive|archiv|archives|archivo|archivio|" +
  "archief|arquivo|arquivo morto|arkiv|archiwum|conversation history|aufgezeichnete unterhaltungen|" +
  "historique des conversations|historial de conversaciones|cronologia conversazioni|" +
  "gespreksgeschiedenis|histórico de conversas|samtalehistorik|konversationshistorik|" +
  "historia konwersacji|notes|notizen|notas|note|notities|noter|anteckningar|notater|notatki|" +
  "journal|sync issues|synchronisierungsprobleme|problèmes de synchronisation|outbox|drafts|" +
  "calendar|kalender|tasks|aufgaben"
).split("|")

const FOLDER_SET: ReadonlySet<string> = new Set(FOLDERS)

/** The last part of a folder path, when mail there goes unseen: also a folder whose name is nothing but punctuation. */
export function hidingPlace(folder: string): string | undefined {
  const last =
    folder
      .split(/[\\/:]/)
      .filter((part) => part.trim() !== "")
      .at(-1)
      ?.trim() ?? ""
  const nameless = last !== "" && !/[\p{L}\p{N}]/u.test(last)
  return nameless || FOLDER_SET.has(last.toLowerCase()) ? last : undefined
}

/** Money and security: what a thief hides from the owner. Matched at the beginning of a word, in any ending. */
const WORDS = (
  "invoice|payment|payroll|remittance|bank|billing|purchase order|accounts payable|financ|" +
  "salary|direct deposit|rechnung|zahlung|überweisung|konto|mahnung|gehalt|facture|paiement|" +
  "virement|factura|pago|transferencia|nómina|fattura|pagamento|bonifico|factuur|betaling|faktura|" +
  "overførsel|password|passwort|kennwort|mot de passe|contraseña|phish|hack|spam|virus|malicious|" +
  "suspicious|fraud|scam|security|sicherheit|helpdesk|help desk|verification|sign-in|" +
  "undeliverable|do not click|compromised|docusign"
).split("|")

/** Short ones count as whole words only: "ach" isn't an achievement, and "wire" isn't wireless. */
const WHOLE_WORDS = "wire|transfer|ach|eft|iban|swift|w-2|mfa|2fa|otp|scam".split("|")

const anyOf = (words: readonly string[]): string => `(?:${words.map(escapeExpression).join("|")})`
const NO_LETTER_BEFORE = "(?<![\\p{L}\\p{N}])"
const WORD = new RegExp(
  `${NO_LETTER_BEFORE}(?:${anyOf(WORDS)}|${anyOf(WHOLE_WORDS)}s?(?![\\p{L}\\p{N}]))`,
  "iu",
)

/** The first word about money or security in a text. */
export const tellingWord = (text: string): string | undefined => WORD.exec(text)?.[0]

/** Newsletters and answers to invitations: what people have their rules clear away. */
const TIDIED = new RegExp(
  `${NO_LETTER_BEFORE}${anyOf(
    (
      "newsletter|unsubscribe|mailing list|digest|promotion|accepted:|declined:|tentative:|canceled:|" +
      "zugesagt:|abgesagt:|mit vorbehalt:|accepté|refusé|aceptado:|rechazado:|geaccepteerd:|afgewezen:|abmelden|désabonner"
    ).split("|"),
  )}`,
  "iu",
)

/** The first word by which a text is about newsletters or answers to invitations. */
export const tidiedWord = (text: string): string | undefined => TIDIED.exec(text)?.[0]
