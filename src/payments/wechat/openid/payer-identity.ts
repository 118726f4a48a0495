import { AppError } from '#kernel/errors.ts'
import { decodeUtf8, parseFields, textOf } from '../../fields.ts'
import type { IdentityReply, PayerIdentity } from '../../provider.ts'
import { type Surroundings, sendOnWire } from '../../wire.ts'
import type { WechatApp, WechatConfig } from '../wechat-config.ts'

/** Codes of WeChat for a code that is wrong, used up or too old. */
const USED_UP = [40029, 40163, 42003, 41008]

/** OAuth with `snsapi_base`: the payer's openid and nothing else, without asking the payer. */
export function payerIdentity(
  { appid }: Pick<WechatConfig, 'appid'>,
  app: WechatApp,
  around: Surroundings,
): PayerIdentity {
  return {
    address: (returnUrl, state) => {
      // WeChat reads these in this order; its client acts on the fragment.
      const query = new URLSearchParams([
        ['appid', appid],
        ['redirect_uri', returnUrl],
        ['response_type', 'code'],
        ['scope', 'snsapi_base'],
        ['state', state],
      ])
      return `${app.openUrl}/connect/oauth2/authorize?${query}#wechat_redirect`
    },
    exchange: (code) => exchange(appid, app, around, code),
  }
}

async function exchange(
  appid: string,
  app: WechatApp,
  around: Surroundings,
  code: string,
): Promise<IdentityReply> {
  const query = new URLSearchParams({
    appid,
    secret: app.secret,
    code,
    grant_type: 'authorization_code',
  })
  const url = `${app.apiUrl}/sns/oauth2/access_token?${query}`
  try {
    const headers = { accept: 'application/json', 'user-agent': 'wenqu' }
    const reply = await sendOnWire(masked(around), url, { method: 'GET', headers })
    const fields = reply.status === 200 ? parseFields(decodeUtf8(reply.body) ?? '') : null
    if (!fields) return { kind: 'unknown', code: `http_${reply.status}` }
    const { errcode } = fields
    if (typeof errcode === 'number' && errcode !== 0) {
      const refused = USED_UP.includes(errcode)
      return { kind: refused ? 'refused' : 'unknown', code: `errcode_${errcode}` }
    }
    const openid = textOf(fields, 'openid')
    return openid && /^[\w-]{1,128}$/.test(openid)
      ? { kind: 'known', openid }
      : { kind: 'unknown', code: 'no_openid' }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'unknown', code: error.code }
    throw error
  }
}

/** Neither our secret nor the payer's code and tokens belong in a log. */
function masked(around: Surroundings): Surroundings {
  const { onExchange } = around
  if (!onExchange) return around
  return {
    ...around,
    onExchange: (exchange) =>
      onExchange({
        ...exchange,
        url: exchange.url.replace(/([?&](?:secret|code)=)[^&]*/g, '$1***'),
        responseBody: exchange.responseBody.replace(
          /("(?:access|refresh)_token"\s*:\s*")[^"]*/g,
          '$1***',
        ),
      }),
  }
}
