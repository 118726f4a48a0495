import { textOf } from '../../fields.ts'
import type { AgreementFact } from '../../recurring.ts'
import type { AlipayLine } from '../alipay-line.ts'
import { callAlipay } from '../call-alipay.ts'
import { agreementFactOf } from './agreement-fact.ts'
import { CYCLE_AGREEMENT, chargeDay, cycleDefaults } from './cycle.ts'

/** An agreement that was ended is no more found than one never signed. */
export async function queryAgreement(
  line: AlipayLine,
  agreementNo: string,
): Promise<AgreementFact> {
  const unknown = unknownAgreement(line, agreementNo)
  const reply = await callAlipay(line, 'alipay.user.agreement.query', named(line, agreementNo))
  if (reply.kind === 'ok') {
    const same = textOf(reply.node, 'external_agreement_no') === agreementNo
    return same ? agreementFactOf(reply.node, agreementNo, line.config.appId) : unknown
  }
  const missing = reply.kind === 'refused' && agreementMissing(reply.code)
  return missing ? { ...unknown, status: 'not_found' } : unknown
}

/** Ending what is not there is `not_found`: it cannot be charged either. */
export async function endAgreement(line: AlipayLine, agreementNo: string): Promise<AgreementFact> {
  const unknown = unknownAgreement(line, agreementNo)
  const reply = await callAlipay(line, 'alipay.user.agreement.unsign', named(line, agreementNo))
  if (reply.kind === 'ok') return { ...unknown, status: 'ended' }
  const missing = reply.kind === 'refused' && agreementMissing(reply.code)
  return missing ? { ...unknown, status: 'not_found' } : unknown
}

/** Names another day for the next charge, for a window that was missed; false if refused. */
export async function moveNextCharge(
  line: AlipayLine,
  agreementNo: string,
  to: Date,
): Promise<boolean> {
  const { gatewayNo, status } = await queryAgreement(line, agreementNo)
  if (status !== 'active' || !gatewayNo) return false
  const reply = await callAlipay(line, 'alipay.user.agreement.executionplan.modify', {
    agreement_no: gatewayNo,
    deduct_time: chargeDay(to),
    memo: '调整扣款日',
  })
  return reply.kind === 'ok' && textOf(reply.node, 'agreement_no') === gatewayNo
}

function named(line: AlipayLine, agreementNo: string) {
  return {
    personal_product_code: CYCLE_AGREEMENT,
    sign_scene: (line.config.cycle ?? cycleDefaults).signScene,
    external_agreement_no: agreementNo,
  }
}

function agreementMissing(code: string): boolean {
  return code === 'USER_AGREEMENT_NOT_EXIST' || code === 'ACQ.AGREEMENT_NOT_EXIST'
}

function unknownAgreement(line: AlipayLine, agreementNo: string): AgreementFact {
  const account = line.config.appId
  return { agreementNo, gatewayNo: null, account, status: 'unknown', nextChargeAt: null }
}
