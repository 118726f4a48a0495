import type { Recurring } from '../../recurring.ts'
import type { AlipayLine } from '../alipay-line.ts'
import { chargeAgreement } from './charge-agreement.ts'
import { chargeWindow, cycleDefaults } from './cycle.ts'
import { endAgreement, moveNextCharge, queryAgreement } from './query-agreement.ts'
import { signAgreement } from './sign-agreement.ts'

/** 周期扣款: the payer signs once, and we start every charge in its window, unannounced. */
export function alipayRecurring(line: AlipayLine): Recurring {
  const { windowDays } = line.config.cycle ?? cycleDefaults
  return {
    drivenBy: 'merchant',
    createAgreement: async (request) => signAgreement(line, request),
    queryAgreement: (agreementNo) => queryAgreement(line, agreementNo),
    endAgreement: (agreementNo) => endAgreement(line, agreementNo),
    chargeWindow: (dueAt) => chargeWindow(dueAt, windowDays),
    announceCharge: null,
    charge: (request) => chargeAgreement(line, request),
    moveNextCharge: (agreementNo, to) => moveNextCharge(line, agreementNo, to),
  }
}
