import { z } from 'zod'
import { decrypt, encrypt } from '#platform/crypto/encrypt.ts'
import { keyFor } from '#platform/crypto/keys.ts'
import { isTaxNumber, plainTaxNumber } from './tax-number.ts'

const words = (max: number) => z.string().trim().max(max).default('')

export const titleInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('personal'), name: z.string().trim().min(1).max(100) }),
  z.strictObject({
    kind: z.literal('company'),
    name: z.string().trim().min(2).max(100),
    taxNumber: z.string().transform(plainTaxNumber).refine(isTaxNumber),
    address: words(100),
    phone: words(30),
    bank: words(100),
    bankAccount: words(40),
  }),
])
export type TitleInput = z.input<typeof titleInput>
/** What stands at the head of an invoice. */
export type TitleDetails = z.output<typeof titleInput>
export type Title = { id: string; isDefault: boolean; details: TitleDetails }

/** Bound to the person: a title copied to another's row does not open. */
export function sealTitle(personId: string, details: TitleDetails): string {
  return encrypt(keyFor('invoice'), JSON.stringify(details), personId)
}

export function openTitle(personId: string, box: string): TitleDetails {
  return titleInput.parse(JSON.parse(decrypt(keyFor('invoice'), box, personId)))
}
