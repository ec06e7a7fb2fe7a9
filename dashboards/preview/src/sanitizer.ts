// Stands in for the sanitizer of links that Grafana uses: calls it, and keeps what went in and what came out.
import * as real from '../node_modules/@braintree/sanitize-url';

/** What was sanitized since the list was last emptied. */
export const seen: { before: string; after: string }[] = ((window as any).__sanitized = []);

export function sanitizeUrl(url?: string): string {
  const after = real.sanitizeUrl(url);
  seen.push({ before: url ?? '', after });
  return after;
}
