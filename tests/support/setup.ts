import { setSiteSecret } from '#platform/crypto/keys.ts'

setSiteSecret('a secret for the tests only, never for a site')
