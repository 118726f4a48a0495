import type { Answer, Call } from '../../engine/http.ts'
import { randomHex } from '../../engine/world.ts'
import { cashierPage, notice } from '../../page.ts'
import type { WechatBooks } from '../order.ts'

/** A code that a payer's browser carries to the merchant, to be used once and soon. */
export type PayerCode = { openid: string; at: number; used: boolean }

/** The one payer of the sandbox. */
export const SANDBOX_OPENID = 'oSandbox00000000000000000001'

const CODE_LIFE_MS = 5 * 60_000

/** `/connect/oauth2/authorize`: `snsapi_base` asks nothing and leads back with a code. */
export function authorizePage(books: WechatBooks, { query }: Call): Answer {
  const target = query.get('redirect_uri') ?? ''
  const state = query.get('state') ?? ''
  const valid =
    query.get('appid') === books.world.keys.wechat.appid &&
    query.get('response_type') === 'code' &&
    query.get('scope') === 'snsapi_base' &&
    /^[0-9A-Za-z]{0,128}$/.test(state) &&
    /^https?:\/\//.test(target) &&
    URL.canParse(target)
  if (!valid) {
    const content = notice('redirect_uri 参数错误', 'The link is not valid', 'wechat-error')
    return cashierPage({
      brand: 'wechat',
      title: '出错了',
      subtitle: 'Error',
      content,
      status: 400,
    })
  }
  const code = randomHex(books.world, 16)
  const at = books.world.schedule.now()
  books.codes.put(code, { openid: SANDBOX_OPENID, at, used: false })
  const back = new URL(target)
  back.searchParams.set('code', code)
  back.searchParams.set('state', state)
  return { status: 302, headers: { location: back.href } }
}

/** `/sns/oauth2/access_token`: says errors with status 200 and an `errcode`. */
export function exchangeCode(books: WechatBooks, { query }: Call): Answer {
  const { appid, appSecret } = books.world.keys.wechat
  if (query.get('appid') !== appid) return told({ errcode: 40013, errmsg: 'invalid appid' })
  if (query.get('secret') !== appSecret)
    return told({ errcode: 40125, errmsg: 'invalid appsecret' })
  if (query.get('grant_type') !== 'authorization_code') {
    return told({ errcode: 40002, errmsg: 'invalid grant_type' })
  }
  const code = query.get('code') ?? ''
  const known = books.codes.get(code)
  const now = books.world.schedule.now()
  if (!known) return told({ errcode: 40029, errmsg: 'invalid code' })
  if (known.used) return told({ errcode: 40163, errmsg: 'code been used' })
  if (now - known.at >= CODE_LIFE_MS) return told({ errcode: 42003, errmsg: 'code expired' })
  books.codes.put(code, { ...known, used: true })
  return told({
    access_token: randomHex(books.world, 32),
    expires_in: 7200,
    refresh_token: randomHex(books.world, 32),
    openid: known.openid,
    scope: 'snsapi_base',
  })
}

function told(content: object): Answer {
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: JSON.stringify(content) }
}
