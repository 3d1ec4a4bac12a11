/** Text without what must not be shown: encoded authorization messages, access keys, signatures, tokens. */
export const masked = (text: string): string =>
  text
    .replace(/Encoded authorization failure message: \S+/i, '')
    .replace(/\b(A[A-Z]{3})[A-Z0-9]{12,}\b/g, '$1…')
    .replace(/(X-Amz-(?:Signature|Security-Token|Credential)[=:])[^&\s"']+/gi, '$1…')
    .replace(/[A-Za-z0-9+/=_-]{100,}/g, '…')
