// Keeps secrets out of log lines.

const credentials = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*(?:@[^\s/@]*)*@/gi;

/** The text with `user:password@` of every address replaced. */
export function redacted(text: string): string {
  return text.replace(credentials, '$1***@');
}
