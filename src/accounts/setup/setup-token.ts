import { keyFor, seal, sealMatches } from '#platform/crypto/keys.ts'

const FACT = 'first run'

/**
 * The word that opens the first-run wizard of a site on the net: shown where the site was started,
 * so that whoever finds the address first does not own the site.
 */
export function setupToken(): string {
  return seal(keyFor('setup'), FACT)
}

export function isSetupToken(text: string): boolean {
  return sealMatches(keyFor('setup'), FACT, text)
}
