/** GB 32100-2015: digits and letters without I, O, S, V and Z, each worth its place. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** 3 to the power of the place, modulo 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/**
 * Whether this can be a taxpayer's number 纳税人识别号: 18 characters are a unified social credit
 * code 统一社会信用代码 whose check digit must be right (GB 32100-2015); 15, 17 and 20 are the older
 * forms, which have none.
 */
export function isTaxNumber(text: string): boolean {
  if (text.length === 18) return isCreditCode(text)
  return /^[0-9A-Z]+$/.test(text) && [15, 17, 20].includes(text.length)
}

/** As people type it: spaces and small letters mean nothing. */
export function plainTaxNumber(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}

function isCreditCode(code: string): boolean {
  const values = [...code].map((character) => ALPHABET.indexOf(character))
  if (values.includes(-1)) return false
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * (values[place] ?? 0), 0)
  return values[17] === (31 - (sum % 31)) % 31
}
