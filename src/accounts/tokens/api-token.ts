import { eq } from 'drizzle-orm'
import { errors, jwtVerify, SignJWT } from 'jose'
import { isId } from '#kernel/ids.ts'
import { keyFor } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sessions } from '../tables.ts'

const ISSUER = 'wenqu'
const AUDIENCE = 'wenqu-api'
const TTL_SECONDS = 7 * 86_400

export type ApiClaims = { personId: string; sessionId: string }

/** A JWT (RFC 7519, HS256) for the session with this token; revoking the session kills it. */
export async function issueApiToken(ctx: Ctx, sessionToken: string): Promise<string> {
  const [session] = await ctx.db.select().from(sessions).where(eq(sessions.token, sessionToken))
  if (!session) throw new Error('no session for the token just issued')
  const issuedAt = Math.floor(ctx.now.getTime() / 1000)
  return new SignJWT({ sid: session.id })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(session.personId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + TTL_SECONDS)
    .sign(keyFor('api-token'))
}

/** The claims of a genuine, living token; null for anything else. One algorithm, one key. */
export async function readApiToken(ctx: Ctx, token: string): Promise<ApiClaims | null> {
  try {
    const { payload } = await jwtVerify(token, keyFor('api-token'), {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: ctx.now,
      requiredClaims: ['sub', 'sid', 'exp'],
    })
    const claims = { personId: String(payload.sub), sessionId: String(payload.sid) }
    return isId(claims.personId) && isId(claims.sessionId) ? claims : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
