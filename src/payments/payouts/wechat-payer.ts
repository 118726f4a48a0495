import { constants, publicEncrypt } from 'node:crypto'
import { money } from '#kernel/money.ts'
import { type Fields, textOf } from '../fields.ts'
import { readPrivateKey, readPublicKey } from '../rsa.ts'
import { callWechat, type WechatContext } from '../wechat/call-wechat.ts'
import { trustedKeys } from '../wechat/trusted-keys.ts'
import type { WechatConfig } from '../wechat/wechat-config.ts'
import type { Surroundings } from '../wire.ts'
import { type Payer, type TransferFact, type TransferRequest, unknownTransfer } from './payer.ts'

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills'
/** 佣金报酬, and what this scene must report about itself. */
const SCENE = {
  transfer_scene_id: '1005',
  transfer_scene_report_infos: [
    { info_type: '岗位类型', info_content: '内容创作者' },
    { info_type: '报酬说明', info_content: '内容销售分成' },
  ],
}
/** From this amount on WeChat Pay wants the payee's real name, encrypted. */
const NAMED_FROM_FEN = 200_000n
const MAX_REMARK = 32

/**
 * `transfer-bills` of 商家转账 (https://pay.weixin.qq.com/doc/v3/merchant/4012716434): the payee
 * confirms in WeChat by `package_info` within a day, else the bill is cancelled. Its documentation
 * forbids another number after an unclear error.
 */
export function wechatPayer(config: WechatConfig, around: Surroundings): Payer {
  const line = { config, around, merchantKey: readPrivateKey(config.merchantPrivateKeyPem) }
  const context: WechatContext = { ...line, keyOf: trustedKeys(line) }
  return {
    name: 'wechat',
    amounts: { min: 10n, max: 2_000_000n },
    transfer: (request) => transfer(context, request),
    queryTransfer: (outNo) => queryTransfer(context, outNo),
  }
}

/** A refusal may hide an earlier success of the same number: it counts once the query agrees. */
async function transfer(context: WechatContext, request: TransferRequest): Promise<TransferFact> {
  const { outNo, amount, payee, remark } = request
  const named = amount.minor >= NAMED_FROM_FEN
  const name = named ? sealedName(context.config, payee.name) : null
  if (named && !name)
    return { ...unknownTransfer(outNo, 'name_needs_public_key'), status: 'failed' }
  const reply = await callWechat(context, 'POST', BILLS, {
    appid: context.config.appid,
    out_bill_no: outNo,
    ...SCENE,
    openid: payee.account,
    ...(name && { user_name: name }),
    transfer_amount: fenOf(amount.minor),
    transfer_remark: [...remark].slice(0, MAX_REMARK).join(''),
  })
  if (reply.kind === 'ok') return factOf(reply.fields, outNo, confirmOf(context, reply.fields))
  if (reply.kind === 'unknown') return unknownTransfer(outNo, reply.code)
  const known = await queryTransfer(context, outNo)
  return known.status === 'not_found' ? { ...known, status: 'failed', code: reply.code } : known
}

/** The parameters of `requestMerchantTransfer`, with which WeChat's browser asks its user. */
function confirmOf({ config }: WechatContext, fields: Fields): string | null {
  const info = textOf(fields, 'package_info')
  return info && JSON.stringify({ mchId: config.mchid, appId: config.appid, package: info })
}

async function queryTransfer(context: WechatContext, outNo: string): Promise<TransferFact> {
  const path = `${BILLS}/out-bill-no/${encodeURIComponent(outNo)}`
  const reply = await callWechat(context, 'GET', path)
  if (reply.kind === 'ok') return factOf(reply.fields, outNo, null)
  const missing =
    reply.kind === 'refused' &&
    reply.status === 404 &&
    /^(NOT_FOUND|RESOURCE_NOT_EXISTS)$/.test(reply.code)
  return { ...unknownTransfer(outNo, reply.code), ...(missing && { status: 'not_found' }) }
}

const statuses = new Map<string, TransferFact['status']>([
  ['SUCCESS', 'paid'],
  ['FAIL', 'failed'],
  ['CANCELLED', 'failed'],
  ['WAIT_USER_CONFIRM', 'waiting'],
  ['ACCEPTED', 'processing'],
  ['PROCESSING', 'processing'],
  ['TRANSFERING', 'processing'],
  ['CANCELING', 'processing'],
])

function factOf(fields: Fields, outNo: string, confirm: string | null): TransferFact {
  if (textOf(fields, 'out_bill_no') !== outNo) return unknownTransfer(outNo, 'foreign_reply')
  const said = textOf(fields, 'state') ?? 'no_state'
  const status = statuses.get(said) ?? 'unknown'
  const { transfer_amount: fen } = fields
  const known = typeof fen === 'number' && Number.isSafeInteger(fen) && fen >= 0
  return {
    outNo,
    status,
    tradeNo: textOf(fields, 'transfer_bill_no'),
    amount: known ? money(BigInt(fen), 'CNY') : null,
    code: status === 'paid' ? null : (textOf(fields, 'fail_reason') ?? said),
    confirm,
  }
}

/** RSAES-OAEP with SHA-1, as the gateway decrypts it; null without a pinned public key. */
function sealedName({ trust }: WechatConfig, name: string): string | null {
  const pinned = trust.find((source) => source.kind === 'public_key')
  if (!pinned || !name) return null
  const key = readPublicKey(pinned.publicKeyPem)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return publicEncrypt({ key, padding, oaepHash: 'sha1' }, Buffer.from(name)).toString('base64')
}

/** Whole fen as the JSON integer the gateway wants; within `amounts` it is exact. */
function fenOf(fen: bigint): number {
  return Number(fen)
}
