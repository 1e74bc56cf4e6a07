/** Hides registered secrets in text: as they are, each line of them, and in base64 and URL form (SEC-05). */
export class Redactor {
  readonly #needles = new Set<string>();

  /** Registers a secret. Gives back the forms to hide, for hosts that mask by themselves. */
  add(secret: string): readonly string[] {
    const forms = maskForms(secret);
    for (const form of forms) this.#needles.add(form);
    return forms;
  }

  redact(text: string): string {
    let result = text;
    for (const needle of this.#needles) result = result.replaceAll(needle, '***');
    return result;
  }
}

/** A line of under this many characters would hide half the log. */
const SHORTEST_LINE = 4;

function maskForms(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const parts = [secret.trim(), ...lines.filter((line) => line.length >= SHORTEST_LINE)].filter(
    (part) => part !== '',
  );
  const forms = parts.flatMap((part) => [
    part,
    Buffer.from(part).toString('base64'),
    Buffer.from(part).toString('base64').replace(/=+$/, ''),
    Buffer.from(part).toString('base64url'),
    encodeURIComponent(part),
  ]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
