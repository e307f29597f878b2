import { z } from "zod";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Text that people type: no control characters but tab and line breaks, and no half surrogates; Postgres takes neither. */
export const plainText = (charsMax: number) =>
  z
    .string()
    .max(charsMax)
    .refine((text) => text.isWellFormed() && !CONTROL.test(text), { message: "must not contain control characters" });

/** As plainText, on one line and not empty, white space around it removed. */
export const oneLine = (charsMax: number) =>
  plainText(charsMax)
    .refine((text) => !/[\t\r\n]/.test(text), { message: "must be one line" })
    .transform((text) => text.trim())
    .pipe(z.string().min(1));
