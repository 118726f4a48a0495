import { createHash } from 'node:crypto'
import { enhanceScript } from './script.ts'

const digest = createHash('sha256').update(enhanceScript()).digest('base64')

/** The CSP source that allows exactly this script: `script-src 'sha256-…'`. */
export const enhanceScriptHash = `'sha256-${digest}'`
