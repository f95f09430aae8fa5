/**
 * `text` without credentials: the userinfo of every URL and every string of `secrets` become `***`.
 *
 * `go` masks passwords only, and a token is as often the user name (`https://TOKEN@host`), which it prints in clear
 * (web/http.go; measured). Go 1.21 writes `https:/host` with one slash in body errors.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  const withoutUserinfo = text.replace(/\b([a-z][a-z0-9+.-]*:\/{1,2})[^/\s"'@]+@/gi, '$1***@');
  // Longest first: one secret may be the beginning of another, and its rest would stay behind.
  return secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), withoutUserinfo);
}
