import { keyFor, seal, sealMatches } from '../crypto/keys.ts'

/** What goes to many by mail and can be ended without logging in. */
export const mailLists = ['letters', 'digest'] as const
export type MailList = (typeof mailLists)[number]

/** What a link claims: the seal proves that this site sent it to this person. */
export type UnsubscribeClaim = { list: MailList; personId: string; seal: string }

/** The part of an address behind `/unsubscribe`; it works for as long as the person exists. */
export function unsubscribeQuery(list: MailList, personId: string): string {
  const sealed = seal(keyFor('unsubscribe'), `${list}:${personId}`)
  return new URLSearchParams({ list, to: personId, seal: sealed }).toString()
}

/** Reads such an address; null for one that this site did not make. */
export function readUnsubscribeQuery(query: URLSearchParams): UnsubscribeClaim | null {
  const list = mailLists.find((one) => one === query.get('list'))
  const [personId, sealed] = [query.get('to') ?? '', query.get('seal') ?? '']
  if (!list || !sealMatches(keyFor('unsubscribe'), `${list}:${personId}`, sealed)) return null
  return { list, personId, seal: sealed }
}
