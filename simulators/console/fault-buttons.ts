import {
  alterations,
  type GatewayName,
  type NotifyFault,
  type ReplyFault,
} from '../engine/faults.ts'

export type FaultButton = {
  name: string
  zh: string
  en: string
  reply?: ReplyFault
  notify?: NotifyFault
}

const times = 1

/** What can go wrong with the next call of the shop. */
const replies: FaultButton[] = [
  {
    name: 'drop-reply',
    zh: '办了，但应答丢了',
    en: 'Done, reply lost',
    reply: { kind: 'dropReply', times },
  },
  {
    name: 'drop-request',
    zh: '请求丢了',
    en: 'Request lost',
    reply: { kind: 'dropRequest', times },
  },
  {
    name: 'status-500',
    zh: '网关 500',
    en: 'Gateway 500',
    reply: { kind: 'status', status: 500, times },
  },
  {
    name: 'status-429',
    zh: '太频繁 429',
    en: 'Too many 429',
    reply: { kind: 'status', status: 429, times },
  },
  {
    name: 'garbage',
    zh: '返回一张网页',
    en: 'A web page instead',
    reply: { kind: 'garbage', times },
  },
  { name: 'truncate', zh: '应答只剩一半', en: 'Half a reply', reply: { kind: 'truncate', times } },
  {
    name: 'unsigned',
    zh: '应答没有签名',
    en: 'Reply unsigned',
    reply: { kind: 'unsigned', times },
  },
  {
    name: 'wrong-key',
    zh: '应答被别人签名',
    en: 'Reply signed by another',
    reply: { kind: 'wrongKey', times },
  },
]

const notices: FaultButton[] = [
  { name: 'none', zh: '不发通知', en: 'Never told', notify: { kind: 'none', times } },
  {
    name: 'dup',
    zh: '同一通知连发 5 次',
    en: 'Told five times',
    notify: { kind: 'dup', n: 5, times },
  },
  {
    name: 'concurrent',
    zh: '20 份同时到',
    en: 'Twenty at once',
    notify: { kind: 'concurrent', n: 20, times },
  },
  { name: 'reorder', zh: '次序打乱', en: 'Out of order', notify: { kind: 'reorder', times: 4 } },
  {
    name: 'late',
    zh: '迟到一分钟',
    en: 'A minute late',
    notify: { kind: 'delay', ms: 60_000, times },
  },
]

const words: Record<(typeof alterations)[number], [zh: string, en: string]> = {
  forge: ['伪造：别人的密钥', 'Forged: another key'],
  tamper: ['途中改了内容', 'Changed on the way'],
  unsigned: ['没有签名', 'Unsigned'],
  probe: ['微信的验签探测', 'WeChat’s probe'],
  wrongSerial: ['证书序列号不对', 'Unknown serial'],
  tamperSealed: ['密文改了一位', 'One sealed bit flipped'],
  foreignMerchant: ['别家商户的通知', 'Another merchant’s'],
  amountDelta: ['金额少一分', 'One cent less'],
  wrongCurrency: ['币种不对', 'Wrong currency'],
  oldTimestamp: ['时间太旧', 'Too old'],
  futureTimestamp: ['时间在未来', 'From the future'],
}
const onlyWechat = ['probe', 'wrongSerial', 'tamperSealed']
const withoutTime = ['oldTimestamp', 'futureTimestamp']

/** Every fault that means something at this gateway. */
export function faultButtons(gateway: GatewayName): { calls: FaultButton[]; told: FaultButton[] } {
  const altered = alterations
    .filter((name) => gateway === 'wechat' || !onlyWechat.includes(name))
    .filter((name) => gateway !== 'alipay' || !withoutTime.includes(name))
    .map((name): FaultButton => {
      const [zh, en] = words[name]
      return { name, zh, en, notify: { kind: name, times } }
    })
  const signs = (button: FaultButton) => button.name !== 'unsigned' && button.name !== 'wrong-key'
  return {
    calls: gateway === 'stripe' ? replies.filter(signs) : replies,
    told: [...notices, ...altered],
  }
}
