/** GB 32100-2015 writes a code with digits and capital letters without I, O, S, V, Z. */
const USCC = /^[0-9A-HJ-NP-RT-UW-Y]{18}$/;
const PERSON = /^person:[0-9a-z]+$/;

export const PREFIX = "uscc:";

/** The key of the subject that a text names by its code or its key; null where it is neither. */
export function keyOfCode(text: string): string | null {
  const written = text.trim();
  if (PERSON.test(written)) return written;
  const code = written.replace(/^uscc:/i, "").toUpperCase();
  return USCC.test(code) ? PREFIX + code : null;
}

/** What people know a subject by: its code, or the key of a natural person. */
export const codeOfKey = (key: string): string => key.replace(/^uscc:/, "");

/** The address of a subject's page. */
export const subjectParts = (key: string): readonly string[] => ["subject", key];
