import { keyFor, seal, sealMatches } from '#platform/crypto/keys.ts'

/** Long enough for WeChat's round trip on a slow line. */
const STATE_LIFE_MS = 10 * 60_000
/** An openid does not change; the seal is renewed now and then all the same. */
const OPENID_LIFE_MS = 30 * 86_400_000

/**
 * What goes to the gateway and back with the payer: letters and digits, of use to this person, for
 * this purpose, for ten minutes.
 */
export function sealState(now: Date, personId: string, purpose: string): string {
  const until = String(now.getTime() + STATE_LIFE_MS)
  return `${until}x${hexSeal(stateText(until, personId, purpose))}`
}

export function isSealedState(
  state: string,
  now: Date,
  personId: string,
  purpose: string,
): boolean {
  const [, until = '', given = ''] = /^(\d{1,15})x([0-9a-f]{64})$/.exec(state) ?? []
  const text = stateText(until, personId, purpose)
  const claimed = Buffer.from(given, 'hex').toString('base64url')
  return sealMatches(keyFor('payer'), text, claimed) && now.getTime() < Number(until)
}

/** An openid as this person's browser may keep it: nobody else's browser could use it. */
export function sealOpenid(now: Date, personId: string, openid: string): string {
  const until = String(now.getTime() + OPENID_LIFE_MS)
  return `${openid}.${until}.${seal(keyFor('payer'), openidText(until, personId, openid))}`
}

/** The openid in a sealed text; null when it is nobody's, somebody else's, or too old. */
export function openSealedOpenid(text: string, now: Date, personId: string): string | null {
  const [openid = '', until = '', claimed = ''] = text.split('.')
  if (!/^[\w-]{1,128}$/.test(openid) || !/^\d{1,15}$/.test(until)) return null
  const proven = sealMatches(keyFor('payer'), openidText(until, personId, openid), claimed)
  return proven && now.getTime() < Number(until) ? openid : null
}

function hexSeal(text: string): string {
  return Buffer.from(seal(keyFor('payer'), text), 'base64url').toString('hex')
}

function stateText(until: string, personId: string, purpose: string): string {
  return JSON.stringify(['state', until, personId, purpose])
}

function openidText(until: string, personId: string, openid: string): string {
  return JSON.stringify(['openid', until, personId, openid])
}
