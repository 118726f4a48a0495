import type { AgreementFact } from '../../recurring.ts'
import { callPapay, type PapayContext } from './call-papay.ts'
import { contractFactOf, unknownContract } from './contract-fact.ts'

export async function queryContract(
  context: PapayContext,
  agreementNo: string,
): Promise<AgreementFact> {
  const { mchid } = context.config
  const unknown = unknownContract(agreementNo, mchid)
  const reply = await callPapay(context, '/papay/querycontract', named(context, agreementNo))
  if (reply.kind === 'ok') {
    const same = reply.fields.get('contract_code') === agreementNo
    return same ? contractFactOf(reply.fields, agreementNo, mchid) : unknown
  }
  return contractMissing(reply) ? { ...unknown, status: 'not_found' } : unknown
}

/** Ending what is not there is `not_found`: it cannot be charged either. */
export async function endContract(
  context: PapayContext,
  agreementNo: string,
): Promise<AgreementFact> {
  const unknown = unknownContract(agreementNo, context.config.mchid)
  const asked = { ...named(context, agreementNo), contract_termination_remark: '取消自动续费' }
  const reply = await callPapay(context, '/papay/deletecontract', asked)
  if (reply.kind === 'ok') {
    const same = reply.fields.get('contract_code') === agreementNo
    const gatewayNo = reply.fields.get('contract_id') || null
    return same ? { ...unknown, gatewayNo, status: 'ended' } : unknown
  }
  return contractMissing(reply) ? { ...unknown, status: 'not_found' } : unknown
}

/** Codes of a contract that is not signed, or not any more, as several texts write them. */
export function isContractGone(code: string): boolean {
  return /^CONTRACT_?(NOT_?EXIST|NOT_?VALID|TERMINATED|ERROR)/.test(code)
}

function contractMissing(reply: { kind: string; code: string }): boolean {
  return reply.kind === 'refused' && isContractGone(reply.code)
}

function named({ papay }: PapayContext, agreementNo: string) {
  return { plan_id: papay.planId, contract_code: agreementNo, version: '1.0' }
}
