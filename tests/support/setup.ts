import { setSiteSecret } from '#platform/crypto/keys.ts'

export const TEST_SECRET = 'a secret for the tests only, never for a site'

setSiteSecret(TEST_SECRET)
