import { createTransport, type Transporter } from "nodemailer";
import { LOCALES, type Locale } from "../../_i18n/locales.ts";
import { translator } from "../../_i18n/translator.ts";
import { inBackground } from "../background.ts";
import { services } from "../database.ts";

const mailIn = (locale: Locale) => translator(locale, "mail");

/** A letter, in whichever language it is asked for. */
export type Letter = (t: ReturnType<typeof mailIn>) => { readonly subject: string; readonly text: string };

// On globalThis, as the services are: one pool of SMTP connections.
const shelf = globalThis as typeof globalThis & { hatoMail?: Transporter };

export function mailIsConfigured(): boolean {
  return services().config.mail !== undefined;
}

/**
 * Sends a letter, in the language named, else in all of them one below the other. Nobody waits for it, and where no
 * mail is configured nothing is sent.
 */
export function sendMail(to: string, letter: Letter, locale?: Locale): void {
  const { mail } = services().config;
  if (mail === undefined) return;
  const letters = (locale === undefined ? LOCALES : [locale]).map((each) => letter(mailIn(each)));
  inBackground("Mail", async () => {
    shelf.hatoMail ??= createTransport(mail.smtpUrl, { from: mail.from });
    await shelf.hatoMail.sendMail({
      to: { name: "", address: to },
      subject: letters.map(({ subject }) => subject).join(" · "),
      text: `${letters.map(({ text }) => text).join("\n\n— — —\n\n")}\n`,
      // Out-of-office answers to it help nobody.
      headers: { "Auto-Submitted": "auto-generated" },
    });
  });
}
