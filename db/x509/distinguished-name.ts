import { Name } from "./peculiar.ts";

/** What an attribute holds at most (RFC 5280, appendix A: ub-common-name, ub-organization-name). */
const ATTRIBUTE_CHARS_MAX = 64;

/** Text stands for itself, whatever characters it has. */
export function distinguishedName(commonName: string, organization?: string, unit?: string): Name {
  const attributes: [string, string | undefined][] = [
    ["CN", commonName],
    ["O", organization],
    ["OU", unit],
  ];
  return new Name(
    attributes.flatMap(([type, text]) =>
      text === undefined ? [] : [{ [type]: [{ utf8String: [...text].slice(0, ATTRIBUTE_CHARS_MAX).join("") }] }],
    ),
  );
}
