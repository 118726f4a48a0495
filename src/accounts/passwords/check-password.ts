import { dictionary } from '@zxcvbn-ts/language-common'
import { invalid } from '#kernel/errors.ts'
import { PASSWORD_LENGTH } from '../auth.ts'

const common = new Set(dictionary['passwords-common'])

/**
 * Refuses a password that guessing would find (ASVS 6.2.4, 6.2.11): too short, among the commonest,
 * or the account's own words. Any composition is welcome. Throws `account.weak_password`.
 */
export function checkPassword(password: string, ownWords: string[]): void {
  const length = [...password].length
  if (length < PASSWORD_LENGTH.min) throw invalid('account.weak_password', { reason: 'short' })
  if (length > PASSWORD_LENGTH.max) throw invalid('account.weak_password', { reason: 'long' })
  const plain = password.toLowerCase()
  if (common.has(plain) || new Set(plain).size < 4) {
    throw invalid('account.weak_password', { reason: 'common' })
  }
  const own = ownWords.flatMap((word) => [word, word.split('@')[0] ?? word])
  if (own.some((word) => word.length > 2 && word.toLowerCase() === plain)) {
    throw invalid('account.weak_password', { reason: 'own_name' })
  }
}
