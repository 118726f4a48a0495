import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { decrypt, encrypt } from './encrypt.ts'

const key = randomBytes(32)

test('what is closed opens again, and never looks the same twice', () => {
  const [one, two] = [encrypt(key, '招商银行 6225', 'a'), encrypt(key, '招商银行 6225', 'a')]
  expect(one).not.toBe(two)
  expect([one, two].map((box) => decrypt(key, box, 'a'))).toEqual([
    '招商银行 6225',
    '招商银行 6225',
  ])
})

test('another key, another place and a changed bit do not open it', () => {
  const box = encrypt(key, '六二二五', 'person:a')
  expect(() => decrypt(randomBytes(32), box, 'person:a')).toThrow()
  expect(() => decrypt(key, box, 'person:b')).toThrow()
  const bytes = Buffer.from(box.slice(3), 'base64url')
  for (const at of [0, 12, bytes.length - 1]) {
    const bent = Buffer.from(bytes)
    bent[at] = (bent[at] ?? 0) ^ 1
    expect(() => decrypt(key, `v1.${bent.toString('base64url')}`, 'person:a')).toThrow()
  }
  expect(() => decrypt(key, '六二二五', 'person:a')).toThrow()
})
