import { useSiteSecret } from '#platform/crypto/keys.ts'

useSiteSecret('a secret for the tests only, never for a site')
